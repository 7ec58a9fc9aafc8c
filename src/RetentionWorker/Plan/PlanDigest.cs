using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Retention.Domain.Facts;
using Retention.Domain.Plans;

namespace RetentionWorker.Plan;

/// <summary>
/// The SHA-256 over what a plan would do: format, schedule, hold epoch and scope, then each record as store, name and version, then each
/// store that it touches with its identity in ordinal order; every part preceded by its length in bytes (32 bits, big endian), so that no
/// two plans share their bytes. When it was made is left out.
/// </summary>
internal sealed class PlanDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private StoreName store;
    private byte[] storeBytes = [];
    private byte[] buffer = new byte[1 << 16];
    private int used;

    public PlanDigest(string scheduleSha256, long holdEpoch, PlanScope scope)
    {
        Part("retention-plan/1"u8);
        Part(scheduleSha256);
        Part(holdEpoch.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Part(scope.Project?.Value ?? "");
        Part(scope.Category?.Value ?? "");
        Part(scope.Participant?.Value ?? "");
    }

    public void Add(StoreName recordStore, ReadOnlySpan<byte> name, string version)
    {
        if (recordStore != store)
        {
            store = recordStore;
            storeBytes = Encoding.UTF8.GetBytes(recordStore.Value);
        }
        Part(storeBytes);
        Part(name);
        Part(version);
    }

    /// <summary>Adds the identity of each store and ends the digest, in lower-case hex.</summary>
    public string Finish(IEnumerable<KeyValuePair<StoreName, string>> identities)
    {
        Part("identities"u8);
        foreach (var (identified, identity) in identities.OrderBy(i => i.Key.Value, StringComparer.Ordinal))
        {
            Part(identified.Value);
            Part(identity);
        }
        Flush();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => hash.Dispose();

    private void Part(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Reserve(most + 4);
        var length = Encoding.UTF8.GetBytes(text, buffer.AsSpan(used + 4));
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(used), length);
        used += length + 4;
    }

    private void Part(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length + 4);
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(used), bytes.Length);
        bytes.CopyTo(buffer.AsSpan(used + 4));
        used += bytes.Length + 4;
    }

    private void Reserve(int more)
    {
        if (buffer.Length - used >= more)
            return;
        Flush();
        if (buffer.Length < more)
            buffer = new byte[more * 2];
    }

    private void Flush()
    {
        hash.AppendData(buffer, 0, used);
        used = 0;
    }
}
