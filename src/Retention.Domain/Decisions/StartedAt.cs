using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;

namespace Retention.Domain.Decisions;

/// <summary>
/// A starting point that has come: the civil date, and when the fact was written down where it has to settle before it acts. A date that
/// is written in the schedule or read off the record has nothing to settle: data that arrives late inherits the clock that runs.
/// </summary>
internal readonly record struct StartedAt(LocalDate On, Instant? RecordedAt)
{
    /// <summary>Every start that the facts give a rule: none where its starting point has not come, several where a participant withdrew more than once.</summary>
    internal static IReadOnlyList<StartedAt> Of(StartingPoint point, Rule rule, RecordFacts facts, ProjectFacts project) => point switch
    {
        StartingPoint.ProjectEnd when project.EndedOn is { } endedOn => [new(endedOn, EndRecorded(project))],
        StartingPoint.Collected => [new(facts.CollectedOn, null)],
        StartingPoint.FixedDate when rule.FixedDate is { } date => [new(date, null)],
        StartingPoint.Withdrawal when facts.Participation.Sole is { } participant =>
        [
            .. from w in facts.Withdrawals
               where w.Project == facts.ProjectName && w.Participant == participant && w.ActsOn(facts.Category)
               select new StartedAt(w.ReceivedOn, w.ActsSince),
        ],
        _ => [],
    };

    private static Instant EndRecorded(ProjectFacts project) =>
        project.EndRecordedAt ?? throw new ArgumentException("A project's end comes with the instant at which it was recorded.", nameof(project));
}
