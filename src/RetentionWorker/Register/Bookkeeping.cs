using NodaTime;
using Retention.Domain.Audit;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>What every desk of the register writes with: one unit of work per fact, its audit entry in the same one, and the day it is.</summary>
internal sealed class Bookkeeping(ICatalogue catalogue, AuditLog log, IClock clock, Actor actor, ScheduleInForce schedule)
{
    public string Actor => actor.Id;

    public Instant Now => clock.LogNow();

    /// <summary>The civil day of now in the schedule's time zone.</summary>
    public LocalDate Today(IReadSession books) => Now.InZone(schedule.Zone(books)).Date;

    public IStopSwitch StopSwitch => catalogue.StopSwitch;

    public IReadSession Read() => catalogue.Read();

    public IUnitOfWork Begin() => catalogue.Begin();

    /// <summary>Puts the entries on the log and makes everything durable.</summary>
    public void Commit(IUnitOfWork work, params IReadOnlyList<AuditEntry> entries)
    {
        log.Append(work, entries);
        work.Commit();
    }
}
