using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NSec.Cryptography;
using Retention.Domain.Transparency;
using RetentionWorker.Record;

namespace RetentionWorker.Tests.Anchor;

/// <summary>As much of a witness (c2sp.org/tlog-witness) as it takes to sign what is shown to go on from what it signed last, and to refuse the rest.</summary>
internal sealed class SmallWitness : IDisposable
{
    private readonly Key key = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly AnswerServer server;

    public SmallWitness()
    {
        VKey = VerifierKey.Of("witness.test", NoteAlgorithm.Cosignature, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        server = new AnswerServer(Answer);
    }

    public VerifierKey VKey { get; }

    public string Address => server.Address;

    public long Now { get; set; } = 1_795_424_400;

    /// <summary>What it signed last.</summary>
    public Checkpoint? Last { get; private set; }

    /// <summary>It signs, and its answer is lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Somebody else answers in its place.</summary>
    public bool IsSomebodyElse { get; set; }

    public int Asked { get; private set; }

    /// <summary>The public keys by which it knows the log, as its keeper was given them; null where it signs for whoever asks.</summary>
    public IReadOnlyList<VerifierKey>? LogKeys { get; set; }

    public void Dispose()
    {
        server.Dispose();
        key.Dispose();
    }

    private (int Status, string Type, byte[] Body) Answer(string path, byte[] body)
    {
        Asked++;
        if (path != "/add-checkpoint")
            return (404, "text/plain", []);
        var text = Encoding.UTF8.GetString(body);
        var blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = text[..blank].Split('\n');
        var old = long.Parse(lines[0]["old ".Length..], CultureInfo.InvariantCulture);
        var proof = lines[1..].Select(Convert.FromBase64String).ToList();
        var note = SignedNote.Parse(Encoding.UTF8.GetBytes(text[(blank + 2)..]));
        var checkpoint = Checkpoint.Parse(note.Text);
        // c2sp.org/tlog-witness: 403 where none of the signatures is by a key that is trusted for the origin.
        if (LogKeys is { } known && note.SignersAmong([.. known.Where(k => k.Name == checkpoint.Origin)], NoteVerifier.Instance).Count == 0)
            return (403, "text/plain", []);
        if (old != (Last?.Size ?? 0))
            return (409, "text/x.tlog.size", Encoding.ASCII.GetBytes($"{Last?.Size ?? 0}\n"));
        if (old > 0 && !TreeProof.IsBeginning(Last!.Size, Last.Root, checkpoint.Size, checkpoint.Root, proof))
            return (422, "text/plain", []);
        Last = checkpoint;
        if (LosesAnswers)
            return (502, "text/plain", []);
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, Now);
        using var other = Key.Create(SignatureAlgorithm.Ed25519);
        var signature = SignatureAlgorithm.Ed25519.Sign(IsSomebodyElse ? other : key, NoteVerifier.Cosigned(Now, Encoding.UTF8.GetBytes(note.Text)));
        var signed = SignedNote.Unsigned(note.Text).With(VKey, [.. time, .. signature]).ToBytes();
        return (200, "text/plain", signed[(Encoding.UTF8.GetByteCount(note.Text) + 1)..]);
    }
}
