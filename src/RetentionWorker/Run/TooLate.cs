using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Decide;
using RetentionWorker.Record;

namespace RetentionWorker.Run;

/// <summary>
/// Notes what went although a hold over it is in force when its outcome is written: the hold came while it was being erased, and a person has to judge
/// whether that is a breach (Art. 33).
/// </summary>
internal static class TooLate
{
    public static void Note(IUnitOfWork uow, AuditLog log, string actor, SecondLook look, IEnumerable<(RecordAddress Record, long GroupId)> erased, Instant now)
    {
        foreach (var (store, records) in erased.Where(e => look.IsOnHold(e.Record, e.GroupId)).CountBy(e => e.Record.Store))
        {
            var breach = uow.Breaches.Found(store, PossibleBreach.HoldTooLate, records, now);
            log.Append(uow, [new AuditEntry.BreachNoted(now, actor, breach, store, PossibleBreach.HoldTooLate, records)]);
        }
    }
}
