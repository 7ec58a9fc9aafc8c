using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>
/// How far a withdrawal in force has come. <paramref name="EraseBy"/> is the internal limit: the last day, counted from receipt, by which the first of
/// its records is to be gone. <paramref name="Remaining"/> counts the records that are to go by it and are there, <paramref name="Held"/> those of them that
/// a hold keeps, and <paramref name="Holds"/> names the holds.
/// </summary>
internal sealed record WithdrawalStanding(
    long Withdrawal, ProjectId Project, WithdrawalGround Ground, LocalDate ReceivedOn, bool Undecided, LocalDate? EraseBy, int? DaysLeft, long Remaining, long Held,
    IReadOnlyList<long> Holds)
{
    /// <summary>The holds that stand against it without a ground of Art. 17(3).</summary>
    public IReadOnlyList<long> WithoutGround { get; init; } = [];

    /// <summary>
    /// Something of what was asked is not done (a hold, an exemption, a dismissal), and whoever asked was not told since: without delay, and at the latest
    /// on the day that <see cref="InformBy"/> names (Art. 12(4)).
    /// </summary>
    public bool InformDue { get; init; }

    /// <summary>One month from receipt.</summary>
    public LocalDate InformBy { get; init; }

    public LocalDate? InformedOn { get; init; }
}

/// <summary>Says of every withdrawal that is not through how it stands.</summary>
internal sealed class WithdrawalStandings(ICatalogue catalogue)
{
    /// <summary>Those with something left to do: records, a decision, or somebody to be told.</summary>
    public IReadOnlyList<WithdrawalStanding> Of(RetentionSchedule? schedule, LocalDate today)
    {
        using var session = catalogue.Read();
        return Of(session, schedule, today);
    }

    /// <summary>The same, in a view of the books that is open already.</summary>
    public static IReadOnlyList<WithdrawalStanding> Of(IReadSession session, RetentionSchedule? schedule, LocalDate today)
    {
        var recorded = session.Withdrawals.List(null).Where(w => w.CancelledAt is null).ToList();
        if (recorded.Count == 0)
            return [];
        var theirs = recorded.ToDictionary(w => w.Facts.Id, _ => new List<GroupEntry>());
        var people = recorded.ToLookup(w => (w.Facts.Project, w.Facts.Participant));
        foreach (var (group, _) in session.Groups.Stream())
        {
            if (group.Key.Project is not { } project)
                continue;
            foreach (var withdrawal in group.Key.Participation.Participants.SelectMany(p => people[(project, p)]).Where(w => w.Facts.Names(group.Key.Category)))
                theirs[withdrawal.Facts.Id].Add(group);
        }
        var holds = session.Holds.List().Where(h => h.ReleasedAt is null).ToList();
        return [.. recorded.Select(w => Standing(w, theirs[w.Facts.Id], holds, schedule, today, session)).Where(IsOpen)];
    }

    private static bool IsOpen(WithdrawalStanding standing) => standing.Remaining > 0 || standing.Undecided || standing.InformDue || standing.WithoutGround.Count > 0;

    private static WithdrawalStanding Standing(
        WithdrawalEntry entry, List<GroupEntry> groups, List<HoldEntry> holds, RetentionSchedule? schedule, LocalDate today, IReadSession session)
    {
        var facts = entry.Facts;
        var reached = facts.Stands || facts.IsPending;
        var rules = schedule?.Rules.Where(r => r.Erases && r.StartsAt == StartingPoint.Withdrawal).ToList() ?? [];
        // A shared record never goes by a withdrawal; a hold over it keeps it from nothing.
        var going = groups.FindAll(g => reached && g.Key.Participation.Sole is not null && facts.ExemptionOf(g.Key.Category) is null && rules.Exists(r => g.Key.Category is { } c && r.AppliesTo(c)));
        var over = holds.FindAll(h => groups.Exists(g => Keeps(h.Hold, facts, g, session)));
        var held = new HeldNow(session, over.ConvertAll(h => h.Hold));
        var limit = rules.Where(r => going.Exists(g => r.AppliesTo(g.Key.Category!.Value))).Min(r => r.EraseBy?.AfterOrNever(facts.ReceivedOn));
        var against = over.FindAll(h => h.Hold.ForWithdrawal is null && reached);
        return new WithdrawalStanding(
            facts.Id, facts.Project, facts.Ground, facts.ReceivedOn, facts.IsPending, limit, limit is { } by ? Period.DaysBetween(today, by) : null,
            going.Sum(g => g.Present), going.Sum(g => held.CoversAll(g.Key) ? g.Present : held.CountSingly(g.Id)), over.ConvertAll(h => h.Hold.Id))
        {
            WithoutGround = [.. against.Where(h => h.Hold.Ground is null).Select(h => h.Hold.Id)],
            InformDue = NotDoneSince(facts, against) is { } since && !(entry.InformedAt >= since),
            InformBy = facts.AnswerBy,
            InformedOn = entry.InformedOn,
        };
    }

    /// <summary>When the last thing was recorded because of which something of what was asked is not done; null where there is none.</summary>
    private static Instant? NotDoneSince(WithdrawalFacts facts, List<HoldEntry> against)
    {
        var reasons = against.Select(h => Instant.Max(h.PlacedAt, facts.RecordedAt)).Concat(facts.Exemptions.Select(e => e.At));
        if (facts.Ruling is { Upheld: false, At: var dismissed })
            reasons = reasons.Append(dismissed);
        return reasons.Select(r => (Instant?)r).Max();
    }

    private static bool Keeps(Retention.Domain.Holds.Hold hold, WithdrawalFacts facts, GroupEntry group, IReadSession session)
    {
        if (facts.ExemptionOf(group.Key.Category) is not null)
            return false;
        var inGroup = hold.Record is null || session.Records.Find(hold.Record) is { State: RecordState.Present } record && record.GroupId == group.Id;
        return inGroup && group.Key.IsCoveredBy(hold, hold.Record);
    }
}
