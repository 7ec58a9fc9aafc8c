using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>
/// The key that signs the audit log's checkpoints: Ed25519, in a file of its own (<c>audit-log-keys/N.key</c> in the data directory). The first is made at first use, each later one by a person
/// (<see cref="LogKeyRotation"/>); it is always the key that the log names last, whatever its file's number: a file that was exchanged is refused, for whoever looks at the log later could not tell
/// a key that was lost from one that was exchanged. Its name, and with it the log's origin, is <c>retention/</c> and sixteen hexadecimal digits that no other installation has.
/// Safe for several threads.
/// </summary>
/// <param name="folder">Where the files are.</param>
/// <param name="randomBytes">So many bytes from a cryptographic source.</param>
internal sealed class LogKey(string folder, Func<int, byte[]> randomBytes) : ICheckpointSigner, IDocumentSigner, IDisposable
{
    private readonly Lock gate = new();
    private readonly LogKeyFolder files = new(folder);
    private NoteSigner? signer;

    public string VKeyAfter(string? onLog)
    {
        lock (gate)
        {
            if (onLog is null)
                signer ??= First();
            else if (signer?.Key.ToString() != onLog)
                Tidy(Take(onLog));
            return signer!.Key.ToString();
        }
    }

    public byte[] Sign(string vkey, long size, byte[] root)
    {
        lock (gate)
            return Signer(vkey).Sign(new Checkpoint(signer!.Key.Name, size, root).Text).ToBytes();
    }

    public KeySuccession Succeed(string onLog, long seq, IReadOnlyCollection<string> before)
    {
        lock (gate)
        {
            var current = Take(onLog);
            var file = files.Make(current.Number + 1, signer!.Key.Name, randomBytes(NoteSigner.SeedLength));
            // One that was made, and not named because its maker was killed, is as good as new: nothing was signed by it.
            using var next = LogKeyFolder.Read(file);
            if (next is null || next.Key.Name != signer.Key.Name || before.Append(onLog).Contains(next.Key.ToString()))
                throw LogKeyFault.InTheWay(file);
            return new(next.Key.ToString(), signer.Endorse(seq, next.Key));
        }
    }

    /// <summary>
    /// Destroys the private keys that the key on the log took the place of: a copy of one is worth nothing any more, and none is to be found here. For whoever knows that what the log says is
    /// durable. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/> where one stays.
    /// </summary>
    public void RemoveBefore(string onLog)
    {
        lock (gate)
            files.RemoveBefore(Take(onLog).Number);
    }

    public byte[] SignDocument(string json, string onLog)
    {
        if (!json.StartsWith('{') || json.Contains('\n', StringComparison.Ordinal))
            throw new ArgumentException("A document is one line of JSON, an object.", nameof(json));
        lock (gate)
            return Signer(onLog).Sign(json + "\n").ToBytes();
    }

    public void Dispose() => signer?.Dispose();

    private NoteSigner Signer(string vkey)
    {
        if (signer?.Key.ToString() != vkey)
            Take(vkey);
        return signer!;
    }

    private NoteSigner First()
    {
        if (files.Files() is [var file, ..])
            return LogKeyFolder.Read(file) ?? throw LogKeyFault.Missing(files, null);
        var made = files.Make(1, "retention/" + Convert.ToHexStringLower(randomBytes(8)), randomBytes(NoteSigner.SeedLength));
        return LogKeyFolder.Read(made) ?? throw LogKeyFault.Missing(files, null);
    }

    /// <summary>Signs by the key from here on, and returns its file.</summary>
    private LogKeyFile Take(string vkey)
    {
        foreach (var file in files.Files())
        {
            var found = LogKeyFolder.Read(file);
            if (found?.Key.ToString() == vkey)
            {
                signer?.Dispose();
                signer = found;
                return file;
            }
            found?.Dispose();
        }
        throw LogKeyFault.Missing(files, vkey);
    }

    /// <summary>Ends what a killed rotation left: the log names the key, so those before it are done with. Nobody is kept from recording a hold because it cannot be; the next one tries again.</summary>
    private void Tidy(LogKeyFile inForce)
    {
        try
        {
            files.RemoveBefore(inForce.Number);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The rotation itself said so.
        }
    }
}
