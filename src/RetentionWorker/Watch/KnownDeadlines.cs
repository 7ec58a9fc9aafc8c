using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>
/// The deadlines that are known of records that nobody can decide. Whoever withdrew was promised a day whatever their records are called, and some rules
/// count from a day that needs no project; a clock of patience must not outlast either.
/// </summary>
internal sealed class KnownDeadlines(RetentionSchedule? schedule, FactsReader facts, DateTimeZone zone)
{
    /// <summary>The earliest one of unclassified records; null where none is known.</summary>
    public Instant? OfUnclassified(GroupKey key, UnclassifiedReason why) =>
        Clocks.Earlier(why == UnclassifiedReason.NoProject ? WithoutProject(key) : null, OfWithdrawals(key, schedule?.Rules.Where(FromWithdrawal) ?? [], orAnswer: true).By);

    /// <summary>Of shared records that are decided: since when somebody's withdrawal could concern them, and the shortest promise that a rule of theirs makes from its receipt.</summary>
    public (Instant? Since, Instant? By) OfShared(GroupKey key, CategoryName category) =>
        OfWithdrawals(key, schedule?.Rules.Where(r => FromWithdrawal(r) && r.AppliesTo(category)) ?? [], orAnswer: false);

    /// <summary>What the rules promise of a category in a project of which nothing is recorded.</summary>
    private Instant? WithoutProject(GroupKey key) =>
        schedule is not null && key is { Project: { } project, Category: not null }
            ? Decider.Timetable(facts.Of(key) with { Project = new ProjectFacts(project, null, null, null) }, schedule).DeadlineAt
            : null;

    /// <summary>Where no rule makes a promise from a withdrawal, its answer is owed within a month all the same (Art. 12(3)).</summary>
    private (Instant? Since, Instant? By) OfWithdrawals(GroupKey key, IEnumerable<Rule> rules, bool orAnswer)
    {
        var promises = rules.Select(r => r.EraseBy!.Value).ToList();
        Instant? since = null, by = null;
        foreach (var withdrawal in facts.Of(key).Withdrawals.Where(w => Concerns(w, key)))
        {
            since = Clocks.Earlier(since, withdrawal.RecordedAt);
            foreach (var last in promises.Select(p => p.AfterOrNever(withdrawal.ReceivedOn)).OfType<LocalDate>())
                by = Clocks.Earlier(by, Clocks.EndOf(last, zone));
            if (orAnswer && promises.Count == 0)
                by = Clocks.Earlier(by, Clocks.EndOf(withdrawal.AnswerBy, zone));
        }
        return (since, by);
    }

    private static bool FromWithdrawal(Rule rule) => rule.Erases && rule.StartsAt == StartingPoint.Withdrawal;

    private static bool Concerns(WithdrawalFacts withdrawal, GroupKey key) =>
        withdrawal.ActsOn(key.Category) && (key.Participation.Participants.Count == 0 || key.Participation.Participants.Contains(withdrawal.Participant));
}
