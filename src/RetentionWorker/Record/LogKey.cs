using System.Text;
using Retention.Domain.Transparency;
using RetentionWorker.Keys;

namespace RetentionWorker.Record;

/// <summary>
/// The key that signs the audit log's checkpoints: Ed25519, in a file of its own (<c>audit-log-keys/1.key</c> in the data directory, for its owner's eyes), made at first use: once
/// the log names one, none is made in its place, for whoever looks at the log later could not tell a key that was lost from one that was exchanged. In a folder of its own: whoever erases holds the lock of the data directory, and making
/// a file locks its folder. Its name, and with
/// it the log's origin, is <c>retention/</c> and sixteen hexadecimal digits that no other installation has.
/// </summary>
/// <param name="path">The file: one line, <c>PRIVATE+KEY+name+id+base64</c> with the algorithm's byte and the seed, as Go's note package writes it.</param>
/// <param name="randomBytes">So many bytes from a cryptographic source.</param>
internal sealed class LogKey(string path, Func<int, byte[]> randomBytes) : ICheckpointSigner, IDocumentSigner, IDisposable
{
    private const string Prefix = "PRIVATE+KEY+";
    private readonly Lock gate = new();
    private NoteSigner? signer;

    public string VKeyAfter(string? onLog) => Signer(onLog).Key.ToString();

    public byte[] Sign(long size, byte[] root)
    {
        var of = signer ?? throw new InvalidOperationException("Nothing is signed before it was asked by which key.");
        return of.Sign(new Checkpoint(of.Key.Name, size, root).Text).ToBytes();
    }

    public byte[] SignDocument(string json, string onLog)
    {
        if (!json.StartsWith('{') || json.Contains('\n', StringComparison.Ordinal))
            throw new ArgumentException("A document is one line of JSON, an object.", nameof(json));
        var of = Signer(onLog);
        return of.Key.ToString() == onLog ? of.Sign(json + "\n").ToBytes() : throw new LogKeyFault(path);
    }

    public void Dispose() => signer?.Dispose();

    private NoteSigner Signer(string? onLog)
    {
        lock (gate)
            return signer ??= Read() ?? (onLog is null ? Make() : throw new LogKeyFault(path));
    }

    private NoteSigner? Read()
    {
        if (!File.Exists(path))
            return null;
        var parts = File.ReadAllText(path).TrimEnd('\n').Split('+', 5);
        if (parts.Length != 5 || !$"{parts[0]}+{parts[1]}+".Equals(Prefix, StringComparison.Ordinal) || TrySeed(parts[4]) is not { } seed)
            throw new LogKeyFault(path);
        return NoteSigner.Of(parts[2], seed);
    }

    private NoteSigner Make()
    {
        PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
        var seed = randomBytes(NoteSigner.SeedLength);
        var made = NoteSigner.Of("retention/" + Convert.ToHexStringLower(randomBytes(8)), seed);
        var line = FormattableString.Invariant($"{Prefix}{made.Key.Name}+{made.Key.Id:x8}+{Convert.ToBase64String([(byte)NoteAlgorithm.Ed25519, .. seed])}\n");
        if (PrivateFile.TryCreate(path, Encoding.ASCII.GetBytes(line)))
            return made;
        made.Dispose();
        return Read()!;
    }

    private static byte[]? TrySeed(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == 1 + NoteSigner.SeedLength && bytes[0] == (byte)NoteAlgorithm.Ed25519 ? bytes[1..length] : null;
    }
}
