using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Run;

/// <summary>Writes down when a guard closes and when it opens again: once for each change, in the book and on the log together.</summary>
internal sealed class GuardNotes(ICatalogue catalogue, IClock clock, AuditLog log)
{
    public void Close(string guard, StoreName? store, string code, long? expected = null, long? found = null)
    {
        using var uow = catalogue.Begin();
        // A listing's doubt is cleared by a listing or a person alone: nothing that passes by itself may take its place.
        if (uow.Guards.Find(guard, store) is { } before && StoreDesk.IsOfListing(before.Code) && !StoreDesk.IsOfListing(code))
            return;
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
            if (!IsClosed(session))
                return;
        }
        using var uow = catalogue.Begin();
        // Another process may have closed it for something else meanwhile.
        if (!IsClosed(uow) || !uow.Guards.Open(guard, store))
            return;
        log.Append(uow, [new AuditEntry.ErasureResumed(clock.GetCurrentInstant(), RetentionRun.Schedule, guard, store)]);
        uow.Commit();

        bool IsClosed(IReadSession books) => books.Guards.Find(guard, store) is { } closed && forCode(closed.Code);
    }
}
