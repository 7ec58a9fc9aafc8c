using NodaTime;
using Retention.Domain.Audit;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Run;

/// <summary>Closed while the stop switch is thrown, or its stop stands in the book. Writes down what nobody wrote down: a switch that was thrown, or taken back, by hand.</summary>
internal sealed class StopGuard(ICatalogue catalogue, IClock clock, AuditLog log)
{
    private bool? noted;

    /// <summary>Throws <see cref="RunRefusal"/> where nothing may be erased.</summary>
    public void Check()
    {
        if (Refusal() is { } refusal)
            throw refusal;
    }

    /// <summary>Why nothing may be erased, or null.</summary>
    public RunRefusal? Refusal()
    {
        NoteChange();
        if (Find() is null && catalogue.StopSwitch.IsThrown())
        {
            // Thrown again before anybody saw that it had been taken back.
            noted = null;
            NoteChange();
        }
        return Find() is { } stop ? Refusal(stop) : null;
    }

    /// <summary>Notes on the log that the switch was thrown or taken back; costs a look at the switch where nothing changed.</summary>
    public void NoteChange()
    {
        var thrown = catalogue.StopSwitch.IsThrown();
        if (noted == thrown)
            return;
        using (var uow = catalogue.Begin())
        {
            // Whoever holds the pen now may have been the one to throw it or to take it back.
            thrown = catalogue.StopSwitch.IsThrown();
            var now = clock.GetCurrentInstant();
            var stop = uow.Guards.Find(StopDesk.Guard);
            if (thrown && stop is null)
            {
                uow.Guards.Close(new ClosedGuard(StopDesk.Guard, null, StopDesk.ByFile, now, RetentionRun.Schedule));
                log.Append(uow, [new AuditEntry.Stopped(now, RetentionRun.Schedule, StopDesk.ByFile)]);
                uow.Commit();
            }
            else if (!thrown && stop is { Code: StopDesk.ByFile })
            {
                uow.Guards.Open(StopDesk.Guard);
                log.Append(uow, [new AuditEntry.Started(now, RetentionRun.Schedule, StopDesk.ByFile)]);
                uow.Commit();
            }
        }
        noted = thrown;
    }

    private ClosedGuard? Find()
    {
        using var session = catalogue.Read();
        return session.Guards.Find(StopDesk.Guard);
    }

    private static RunRefusal Refusal(ClosedGuard stop) => new(
        StopDesk.Guard, "stopped",
        $"Erasing is stopped since {NodaTime.Text.InstantPattern.General.Format(stop.Since)} ({stop.Code}): nothing is erased until somebody runs 'retention start'.");
}
