using System.Text.Json;
using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>
/// Reads the log for a document that rests on it: verified first, whole, and against what is kept outside; then in one consistent view of the books with the very head that was verified.
/// </summary>
internal sealed class VerifiedReading(ICatalogue catalogue, AuditVerify verify, KeptByOthers kept)
{
    private const int Tries = 5;

    /// <param name="read">Reads the books; the verdict is of their log.</param>
    /// <param name="broken">What to say of a log that does not verify: the first entry that cannot be trusted, and why.</param>
    /// <param name="moving">What to say where the log went on each time.</param>
    /// <param name="progress">Told how many entries were verified, of how many.</param>
    /// <param name="ct">Ends the reading.</param>
    public T Of<T>(Func<IReadSession, LogVerdict, T> read, Func<long?, string, T> broken, Func<T> moving, Action<long, long>? progress, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (Kept(ct) is not { } outside)
                return broken(null, "what a place outside shows is no checkpoint");
            var verdict = verify.Check(outside, progress, ct);
            if (!verdict.Verified)
                return broken(verdict.BrokenAt, verdict.Problem!);
            using var session = catalogue.Read();
            if (session.Log.Head().Size != verdict.Size)
                continue;
            if (session.Log.Head().Signed is null)
                return broken(null, "nothing on the log is signed yet: whatever is written next is");
            if (session.Anchors.Refused().FirstOrDefault(r => r.TellsOfLostEntries) is { } lost)
                return broken(null, $"the place {lost.Place} knows the log otherwise: {lost.Code}");
            return read(session, verdict);
        }
        return moving();
    }

    /// <summary>Shows every entry in order, and returns the root over what was shown (hexadecimal): another one than the verdict's, and the entries changed since.</summary>
    public static string RootOf(IReadSession session, Action<long, JsonElement> see, CancellationToken ct)
    {
        using var leaves = Leaves().GetEnumerator();
        return Convert.ToHexStringLower(MerkleTree.RootOf(MerkleTree.EdgeOf(leaves, session.Log.Head().Size)));

        IEnumerable<byte[]> Leaves()
        {
            foreach (var pruned in session.Log.PrunedLeaves(0))
                yield return pruned;
            foreach (var (seq, bytes) in session.Log.Read(session.Log.First()))
            {
                ct.ThrowIfCancellationRequested();
                using var entry = AuditList.Parse(seq, bytes);
                see(seq, entry.RootElement);
                yield return MerkleTree.LeafHash(bytes);
            }
        }
    }

    private KeptCheckpoints? Kept(CancellationToken ct)
    {
        try
        {
            return KeptCheckpoints.Of(kept.Read(null, ct));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
