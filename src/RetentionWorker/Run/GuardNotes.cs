using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Run;

/// <summary>Writes down when a guard closes and when it opens again: once for each change, in the book and on the log together.</summary>
internal sealed class GuardNotes(ICatalogue catalogue, IClock clock, AuditLog log)
{
    public void Close(string guard, StoreName? store, string code, long? expected = null, long? found = null)
    {
        using var uow = catalogue.Begin();
        var now = clock.GetCurrentInstant();
        if (uow.Guards.Close(new ClosedGuard(guard, store, code, now, RetentionRun.Schedule, expected, found)))
            log.Append(uow, [new AuditEntry.ErasureWithheld(now, RetentionRun.Schedule, guard, code, store)]);
        uow.Commit();
    }

    /// <summary>Opens the guard where it is closed for such a code.</summary>
    public void Open(string guard, StoreName? store, Func<string, bool> forCode)
    {
        using (var session = catalogue.Read())
        {
            if (session.Guards.Find(guard, store) is not { } closed || !forCode(closed.Code))
                return;
        }
        using var uow = catalogue.Begin();
        if (!uow.Guards.Open(guard, store))
            return;
        log.Append(uow, [new AuditEntry.ErasureResumed(clock.GetCurrentInstant(), RetentionRun.Schedule, guard, store)]);
        uow.Commit();
    }
}
