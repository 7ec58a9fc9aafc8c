using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Decide;
using RetentionWorker.Stores;

namespace RetentionWorker.Run;

/// <summary>A planned record that is to be erased under the facts of now, with the entry that says so beforehand.</summary>
internal sealed record Stated(PlannedRecord Record, AuditEntry.ErasureIntended Intent, Participation Participation, Instant Deadline, Setback? Before);

/// <summary>Decides again about each record of a batch, in the transaction that is to hold its intents: an intent for each that is still to go, a word for each that is not.</summary>
internal sealed class Intending(ErasingTools tools, ConfiguredStore store, ApprovedPlan approved, RetentionSchedule schedule, string actor, RunTally tally)
{
    // Who asks for a record by hand, or approves it, is served at once; only the unattended run has the patience that keeps the log small.
    private readonly bool waitsOutSetbacks = actor == RetentionRun.Schedule && approved.ApprovedBy == RetentionRun.Schedule;

    public List<Stated> State(IUnitOfWork uow, IReadOnlyList<Candidate> batch)
    {
        var now = tools.Clock.GetCurrentInstant();
        var look = new SecondLook(uow, approved.Plan.Early is null ? schedule : schedule.AtTheEarliest(), now);
        var stated = new List<Stated>(batch.Count);
        foreach (var (record, before, isChanged) in batch)
        {
            var second = look.At(record.Address, record.GroupId);
            if (WhyNot(uow, record, second, before, isChanged, now) is { } word)
            {
                tally.Add(store.Name, second.Key.Project, word);
                continue;
            }
            var project = second.Key.Project!.Value;
            stated.Add(new(record, new AuditEntry.ErasureIntended(
                now, actor, record.RecordId, tools.Commitments.OfRecord(project, record.Address), store.Name, project, second.Key.Category!.Value,
                tools.Commitments.OfParticipants(project, second.Key.Participation), second.Timetable.EraseFrom!.Value, second.Timetable.EraseBy!.Value,
                [.. second.Timetable.WinningRules], approved.Plan.Digest, schedule.Sha256) { Early = approved.Plan.Early }, second.Key.Participation,
                second.Timetable.DeadlineAt!.Value, before));
        }
        tools.Progress.At(RunBoundary.BatchClaimed, store.Name);
        return stated;
    }

    /// <summary>The word under which a planned record is counted that is left alone; null where it is to be erased.</summary>
    private string? WhyNot(IUnitOfWork uow, PlannedRecord record, SecondDecision second, Setback? before, bool isChanged, Instant now)
    {
        // Where it lies means something else by now (another template): the next listing files it anew, and it is decided then.
        if (!IsFiledAs(record, second.Key) || !IsOwn(uow, record, second.Key))
            return AuditWord.Of(KeptReason.NoLongerDue);
        if (isChanged)
            return AuditWord.Of(KeptReason.Changed);
        // Since the plan was made somebody rejected another one with this record in it.
        if (approved.ApprovedBy == RetentionRun.Schedule && uow.Rejections.Covers(record.RecordId))
            return AuditWord.Of(KeptReason.Rejected);
        if (!second.Decision.Erases)
            return AuditWord.Of(second.Decision is Decision.Held ? KeptReason.Held : KeptReason.NoLongerDue);
        return waitsOutSetbacks && before?.WaitsAt(now) == true ? RunTally.WordOf(before) : null;
    }

    private static bool IsOwn(IUnitOfWork uow, PlannedRecord record, GroupKey key) =>
        !CanaryRules.IsReserved(key.Project) || uow.Canaries.NamesIn(record.Address.Store).ContainsKey(record.Address.Name);

    private bool IsFiledAs(PlannedRecord record, GroupKey key) =>
        store.Template.Match(record.Address.Name) is { } match
        && match.Project == key.Project && match.Category == key.Category
        && (match.CollectedOn is null || match.CollectedOn == key.CollectedOn)
        && match.Participation.Participants.ToHashSet().SetEquals(key.Participation.Participants);
}
