using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>Records that participants left.</summary>
internal sealed class WithdrawalDesk(Bookkeeping books, Commitments commitments, KeyRecovery keys)
{
    public IReadOnlyList<WithdrawalLine> List(ProjectId? project)
    {
        using var session = books.Read();
        return session.Withdrawals.List(project).Select(w => WithdrawalLine.Of(w, session)).ToList();
    }

    public WithdrawalLine? Find(long id)
    {
        using var session = books.Read();
        return session.Withdrawals.Find(id) is { } found ? WithdrawalLine.Of(found, session) : null;
    }

    public Registered<WithdrawalLine> Record(ProjectId project, ParticipantId participant, CategoryName? category, LocalDate on, WithdrawalGround ground)
    {
        using var work = books.Begin();
        if (on > books.Today(work))
            return Registered<WithdrawalLine>.Bad($"--on {NodaTime.Text.LocalDatePattern.Iso.Format(on)} lies in the future: a withdrawal counts from the day it was received");
        var same = work.Withdrawals.List(project).FirstOrDefault(w => w.CancelledAt is null && w.Facts.Participant == participant
            && w.Facts.Category == category && w.Facts.ReceivedOn == on && w.Facts.Ground == ground);
        if (same is not null)
            return Registered<WithdrawalLine>.Of(WithdrawalLine.Of(same, work), $"withdrawal {same.Facts.Id} says so already; nothing changed");
        var now = books.Now;
        var facts = new WithdrawalFacts(0, project, participant, category, on, ground, now);
        var id = work.Withdrawals.Add(facts, books.Actor);
        // The hold first: what it brings back is what the participant is named by.
        var restricted = facts.IsPending ? Restrictions.Place(work, facts with { Id = id }, now, commitments, keys) : [];
        var recorded = new AuditEntry.WithdrawalRecorded(now, books.Actor, id, project, commitments.OfParticipant(project, participant), category, on, ground);
        var line = WithdrawalLine.Of(work.Withdrawals.Find(id)!, work);
        books.Commit(work, [recorded, .. restricted]);
        return line.Unmatched is { } unmatched
            ? Registered<WithdrawalLine>.Of(line, $"{unmatched}; the withdrawal is recorded and acts as soon as a record matches it exactly (to take it back: retention withdraw cancel {id})")
            : Registered<WithdrawalLine>.Of(line);
    }

    /// <summary>Takes a withdrawal back, as long as nothing of what it names was erased since it was recorded, and nothing is about to be.</summary>
    public Registered<WithdrawalLine> Cancel(long id)
    {
        using var work = books.Begin();
        if (work.Withdrawals.Find(id) is not { } known)
            return Registered<WithdrawalLine>.Bad($"there is no withdrawal {id} (see: retention withdraw list)");
        if (known.CancelledAt is not null)
            return Registered<WithdrawalLine>.Of(WithdrawalLine.Of(known, work), $"withdrawal {id} was cancelled before; nothing changed");
        if (known.Facts.Ruling is { Upheld: false })
            return Registered<WithdrawalLine>.No($"objection {id} was dismissed, and nothing starts at it: there is nothing to cancel");
        var gone = work.Records.Stream(null, known.Facts.Project, presentOnly: false)
            .Count(r => r.State == RecordState.Erased && r.ErasedAt >= known.Facts.RecordedAt && Covers(known.Facts, work.Groups.Find(r.GroupId)!.Key));
        var going = work.Intents.ListOpen().Count(i => work.Records.Find(i.RecordId) is { } r && Covers(known.Facts, work.Groups.Find(r.GroupId)!.Key));
        if (gone + going > 0)
            return Registered<WithdrawalLine>.No($"withdrawal {id} has acted: {gone} of the participant's records were erased since it was recorded, {going} are being erased now; what is left can be held: retention hold place");
        var now = books.Now;
        work.Withdrawals.Cancel(id, now);
        var lifted = Restrictions.Lift(work, known.Facts, books.Actor, now);
        var line = WithdrawalLine.Of(work.Withdrawals.Find(id)!, work);
        var cancelled = new AuditEntry.WithdrawalCancelled(now, books.Actor, id, known.Facts.Project, commitments.OfParticipant(known.Facts.Project, known.Facts.Participant));
        books.Commit(work, [cancelled, .. lifted]);
        return Registered<WithdrawalLine>.Of(line);
    }

    private static bool Covers(WithdrawalFacts facts, GroupKey key) =>
        key.Project == facts.Project && key.Participation.Participants.Contains(facts.Participant) && (facts.Category is null || key.Category == facts.Category);
}
