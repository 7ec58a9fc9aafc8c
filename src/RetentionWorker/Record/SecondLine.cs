using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>A checkpoint as it goes out. <paramref name="Fault"/> is why it has no second line though one is configured (<see cref="CosignFault"/>), else null.</summary>
internal sealed record OutgoingNote(byte[] Note, string? Fault);

/// <summary>
/// Puts a vault's line below checkpoints that leave the machine. Its key is named on the log before it signs. Where the vault does not answer, the checkpoint goes out with the log's own line alone,
/// and whoever sent it says so: an outage keeps nothing from being exported, anchored, recorded or erased.
/// </summary>
internal sealed class SecondLine(ICatalogue catalogue, AuditLog log, IClock clock, INoteVerifier verifier, ICheckpointCosigner cosigner)
{
    /// <summary>The key is named again where so many entries have come since: nobody looks further back for it, and pruning never takes it for long.</summary>
    private const int NamedWithin = 1 << 16;

    /// <summary>Asks the vault for its key, and names it on the log where that is news. The log is signed by now. Never throws for the vault's sake.</summary>
    public async Task<Prepared> PrepareAsync(string actor, CancellationToken ct)
    {
        if (!cosigner.IsConfigured)
            return new Prepared(this, null, null, null);
        try
        {
            var key = await cosigner.KeyAsync(ct);
            if (Origin() is not { } origin)
                return new Prepared(this, null, null, null);
            var vkey = VerifierKey.Of(origin, NoteAlgorithm.EcdsaP256, key.PublicKey);
            if (!SecondKeys.IsP256(vkey))
                return new Prepared(this, null, null, CosignFault.Unexpected);
            if (Named() != vkey.ToString())
            {
                using var work = catalogue.Begin();
                log.Append(work, [new AuditEntry.SecondKeyUsed(clock.LogNow(), actor, vkey.ToString())]);
                work.Commit();
            }
            return new Prepared(this, key, vkey, null);
        }
        catch (CosignFault fault)
        {
            return new Prepared(this, null, null, fault.Code);
        }
    }

    private string? Origin()
    {
        using var session = catalogue.Read();
        return session.Log.Head().Signed is { } signed ? VerifierKey.Parse(signed.VKey).Name : null;
    }

    private string? Named()
    {
        using var session = catalogue.Read();
        foreach (var (seq, bytes) in LogTail.NewestFirst(session).Take(NamedWithin))
        {
            if (bytes.AsSpan().IndexOf("\"kind\":\"second-key\""u8) < 0)
                continue;
            using var entry = AuditList.Parse(seq, bytes);
            return entry.RootElement.GetProperty("key").GetString();
        }
        return null;
    }

    private async Task<OutgoingNote> SignAsync(byte[] note, CosignerKey key, VerifierKey vkey, CancellationToken ct)
    {
        try
        {
            var one = SignedNote.Parse(note);
            var text = System.Text.Encoding.UTF8.GetBytes(one.Text);
            var signature = await cosigner.SignAsync(key, text, ct);
            return verifier.Verifies(vkey, text, signature) ? new(one.With(vkey, signature).ToBytes(), null) : new(note, CosignFault.NotVouched);
        }
        catch (CosignFault fault)
        {
            return new(note, fault.Code);
        }
    }

    /// <summary>The vault's key for one export or one round of anchors; or why there is none.</summary>
    internal sealed class Prepared(SecondLine of, CosignerKey? key, VerifierKey? vkey, string? fault)
    {
        /// <summary>The key that signs, null where none does.</summary>
        public string? VKey => vkey?.ToString();

        public Task<OutgoingNote> SignAsync(byte[] note, CancellationToken ct) =>
            key is null || vkey is null ? Task.FromResult(new OutgoingNote(note, fault)) : of.SignAsync(note, key, vkey, ct);
    }
}
