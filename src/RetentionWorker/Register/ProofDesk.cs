using Retention.Domain.Facts;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>Makes proofs about a record as it is written on a command line. What the catalogue has forgotten is proved by its name all the same.</summary>
internal sealed class ProofDesk(Bookkeeping books, LogProof proofs)
{
    /// <summary>The proof; null where the record is asked for by a number that the catalogue does not have (any more).</summary>
    public ProofMade? Of(RecordReference asked, long? at, Action<long, long>? progress, CancellationToken ct)
    {
        RecordAddress? address;
        ProjectId? project;
        using (var session = books.Read())
        {
            var known = asked.Find(session);
            address = known?.Address ?? (asked as RecordReference.ByName)?.Address;
            project = known is null ? null : session.Groups.Find(known.GroupId)?.Key.Project;
        }
        return address is null ? null : proofs.Of(address, project, at, progress, ct);
    }
}
