using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Plans;

namespace RetentionWorker.Plan;

/// <summary>
/// Writes a plan as canonical JSON (RFC 8785) and digests it with SHA-256, record by record, so that a plan of any size takes no memory:
/// <code>{"early":…,"holdEpoch":…,"records":[{"name":…,"store":…,"version":…},…],"schedule":…,"scope":{…},"stores":{name:identity,…},"v":1}</code>
/// Names are written as <see cref="RecordName.ToString"/> has them, which no two names share. <c>early</c> is there where the plan takes
/// records before their time. When it was made is left out: equal digests erase equally.
/// </summary>
internal sealed class PlanDigest : IDisposable
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Where(c => c is not ('"' or '\\')).Select(c => (byte)c)]);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly PlanScope scope;
    private readonly string scheduleSha256;
    private readonly Stream? copy;
    private byte[] buffer = new byte[1 << 16];
    private int used;
    private bool any;
    private StoreName store;
    private byte[] storeMember = [];

    /// <summary><paramref name="copy"/> gets the plan's bytes, where somebody wants to see them.</summary>
    public PlanDigest(string scheduleSha256, long holdEpoch, PlanScope scope, EarlyReason? early, Stream? copy = null)
    {
        (this.scheduleSha256, this.scope, this.copy) = (scheduleSha256, scope, copy);
        Raw("{"u8);
        if (early is { } reason)
        {
            Raw("\"early\":"u8);
            Text(AuditWord.Of(reason));
            Raw(","u8);
        }
        Raw("\"holdEpoch\":"u8);
        Raw(Encoding.ASCII.GetBytes(holdEpoch.ToString(CultureInfo.InvariantCulture)));
        Raw(",\"records\":["u8);
    }

    public void Add(StoreName recordStore, ReadOnlySpan<byte> name, string version)
    {
        if (recordStore != store || storeMember.Length == 0)
        {
            store = recordStore;
            storeMember = Encoding.ASCII.GetBytes($",\"store\":\"{recordStore.Value}\",\"version\":");
        }
        Raw(any ? ",{\"name\":"u8 : "{\"name\":"u8);
        any = true;
        if (name.IndexOfAnyExcept(Plain) < 0)
        {
            Raw("\""u8);
            Raw(name);
            Raw("\""u8);
        }
        else
        {
            Text(RecordName.FromBytes(name).ToString());
        }
        Raw(storeMember);
        Text(version);
        Raw("}"u8);
    }

    /// <summary>Adds the rest and the identity of each store, and ends the digest, in lower-case hex.</summary>
    public string Finish(IEnumerable<KeyValuePair<StoreName, string>> identities)
    {
        Raw("],\"schedule\":"u8);
        Text(scheduleSha256);
        Object("scope", [("category", scope.Category?.Value), ("participant", scope.Participant?.Value), ("project", scope.Project?.Value)]);
        Object("stores", identities.OrderBy(i => i.Key.Value, StringComparer.Ordinal).Select(i => (i.Key.Value, (string?)i.Value)));
        Raw(",\"v\":1}"u8);
        Flush();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => hash.Dispose();

    private void Object(string name, IEnumerable<(string Key, string? Value)> members)
    {
        Raw(Encoding.ASCII.GetBytes($",\"{name}\":"));
        var separator = "{"u8.ToArray();
        foreach (var (key, value) in members)
        {
            if (value is null)
                continue;
            Raw(separator);
            Text(key);
            Raw(":"u8);
            Text(value);
            separator = ","u8.ToArray();
        }
        Raw(separator[0] == '{' ? "{}"u8 : "}"u8);
    }

    private void Text(string text)
    {
        Reserve((text.Length * 3) + 2);
        var length = Encoding.UTF8.GetBytes(text, buffer.AsSpan(used + 1));
        if (buffer.AsSpan(used + 1, length).IndexOfAnyExcept(Plain) < 0)
        {
            buffer[used] = (byte)'"';
            buffer[used + length + 1] = (byte)'"';
            used += length + 2;
            return;
        }
        Raw(JsonCanonicalizer.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(text)));
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
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
        copy?.Write(buffer, 0, used);
        used = 0;
    }
}
