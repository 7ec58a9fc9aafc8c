using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>Everything that is known to be kept of this log outside, to hold it against: what places show now, and what a witness signed.</summary>
internal sealed class KeptByOthers(ICatalogue catalogue, IKeptElsewhere places)
{
    /// <summary>What places show, of the log as it is named now; nothing where it is not signed.</summary>
    public IReadOnlyList<KeptNote> Read(VerifierKey? witness, CancellationToken ct)
    {
        using var session = catalogue.Read();
        if (Signed(session) is not { } signed)
            return [];
        // Of the catalogue's own copies only what another key signed is of any worth.
        var witnessed = witness is null ? [] : session.Anchors.List().Where(a => Carries(a.Note, witness)).Select(a => new KeptNote(a.Place, a.Note));
        return [.. places.Read(VerifierKey.Parse(signed.VKey).Name, ct), .. witnessed];
    }

    private static SignedHead? Signed(IReadSession session)
    {
        try
        {
            return session.Log.Head().Signed;
        }
        catch (LogHeadFault)
        {
            // Whoever verifies says so.
            return null;
        }
    }

    private static bool Carries(byte[] note, VerifierKey witness) => SignedNote.Parse(note).Signatures.Any(s => s.Id == witness.Id && s.Name == witness.Name);
}
