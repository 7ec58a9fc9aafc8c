using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Guards;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Stores;

namespace RetentionWorker.Run;

/// <summary>Asks every guard of the whole installation, in one order, before anything is erased. Each throws <see cref="RunRefusal"/> where it is closed.</summary>
internal sealed class BeforeErasing(
    ICatalogue catalogue, IClock clock, IReadOnlyDictionary<StoreName, ConfiguredStore> stores, AuditLog log, IRunProgress progress, KeptByOthers kept)
{
    private const string LogGuard = "log";
    private const string DoesNotVerify = "log-does-not-verify";
    private static readonly Duration VerifiedFor = Duration.FromDays(1);

    /// <summary>Until when (exclusive) the log needs no reading from its beginning.</summary>
    private Instant verifiedUntil = Instant.MinValue;
    private readonly GuardNotes notes = new(catalogue, clock, log);
    private readonly StopGuard stopGuard = new(catalogue, clock, log);
    private readonly RegisterGuard registerGuard = new(catalogue, new GuardNotes(catalogue, clock, log));
    private readonly ClockGuard clockGuard = new(catalogue, new ClockLook(catalogue, clock, stores), new GuardNotes(catalogue, clock, log));

    /// <summary>Writes down that the stop switch was thrown or taken back by hand; cheap where it was not.</summary>
    public void NoteStopSwitch() => stopGuard.NoteChange();

    public async Task CheckAsync(WallWatch watch, CancellationToken stop)
    {
        CheckCalendar();
        CheckLog(stop);
        stopGuard.Check();
        registerGuard.Check();
        await clockGuard.CheckAsync(watch, stop);
    }

    /// <summary>The whole log at the start of a process, and once a day from then on: what others do to its files shows.</summary>
    public void CheckLog(CancellationToken ct)
    {
        CheckPlaces();
        var now = clock.GetCurrentInstant();
        if (now < verifiedUntil)
            return;
        var verdict = new AuditVerify(catalogue, NoteVerifier.Instance).Check(Kept(ct), (done, total) => progress.Count(RunBoundary.LogChecked, done, total), ct);
        if (!verdict.Verified)
            throw Closed($"{verdict.Problem}; first at index {verdict.BrokenAt}");
        registerGuard.CheckHolds(verdict.Findings.Count(f => f.Finding == AuditVerify.HoldMissing));
        notes.Open(LogGuard, null, _ => true);
        verifiedUntil = now + VerifiedFor;
    }

    /// <summary>What places outside hold of the log: it must still begin with that.</summary>
    private KeptCheckpoints Kept(CancellationToken ct)
    {
        try
        {
            return KeptCheckpoints.Of(kept.Read(null, ct));
        }
        catch (FormatException fault)
        {
            throw Closed(fault.Message);
        }
    }

    /// <summary>A place that was given a checkpoint since may have known better.</summary>
    private void CheckPlaces()
    {
        using var session = catalogue.Read();
        if (session.Anchors.Refused().FirstOrDefault(r => r.TellsOfLostEntries) is { } lost)
            throw Closed($"the place {lost.Place} knows it otherwise: {lost.Code}");
    }

    private RunRefusal Closed(string problem)
    {
        Close();
        return new RunRefusal(
            LogGuard, DoesNotVerify, $"The audit log does not verify ({problem}): nothing is erased. Look at it with 'retention audit verify', and restore the data directory from a backup.");
    }

    /// <summary>In the book alone, so that it is a stop with a clock: to a log that does not verify nothing is added.</summary>
    private void Close()
    {
        using var uow = catalogue.Begin();
        uow.Guards.Close(new ClosedGuard(LogGuard, null, DoesNotVerify, clock.GetCurrentInstant(), RetentionRun.Schedule));
        uow.Commit();
    }

    /// <summary>The guard that closed while the report's run was under way, or null.</summary>
    public async Task<RunRefusal?> ClosedDuringAsync(RunReport report, WallWatch watch, CancellationToken ct)
    {
        if (report.Of(AuditWord.Of(KeptReason.StopSwitch)) > 0)
            return stopGuard.Refusal();
        if (report.Of(AuditWord.Of(KeptReason.ClockDoubtful)) == 0)
            return null;
        try
        {
            await clockGuard.CheckAsync(watch, ct);
            return new RunRefusal(ClockDesk.Guard, ClockDoubt.Jumped, "The clock jumped while the run was under way, and another machine's clock agrees with it: what was left is erased by the next run.");
        }
        catch (RunRefusal refusal)
        {
            return refusal;
        }
    }

    /// <summary>A simulated catalogue is erased from under a simulated calendar only, and a real one never is.</summary>
    private void CheckCalendar()
    {
        if (catalogue.IsSimulated == clock is SimulatedClock)
            return;
        throw new RunRefusal(
            "calendar", catalogue.IsSimulated ? "catalogue-simulated" : "clock-simulated",
            "This data directory was made for a simulated calendar, for ever: nothing is erased from it now. Use another data directory for real records.");
    }
}
