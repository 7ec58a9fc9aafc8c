using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;

namespace Retention.Domain.Canaries;

/// <summary>
/// What decides over canaries: records that the program itself plants to prove that it erases on time and keeps what is held. They have a project
/// and categories that nobody else can have, and one rule that comes from here: no rule of a schedule ever applies to a canary, and this one never
/// to anything else.
/// </summary>
public static class CanaryRules
{
    /// <summary>The reserved project. It is in no register, and nobody can record one of that id.</summary>
    public static readonly ProjectId Project = new("retention-canary");

    /// <summary>The category of a canary that must vanish.</summary>
    public static readonly CategoryName Due = new("retention-canary-due");

    /// <summary>The category of a canary that must stay: due by the same rule, and on hold.</summary>
    public static readonly CategoryName Held = new("retention-canary-held");

    /// <summary>What a plan of canaries is asked for; a plan of anything else never takes one.</summary>
    public static readonly PlanScope Scope = new(Project, null, null);

    /// <summary>Erased from the day after it was planted, and gone by the end of the second day after.</summary>
    private static readonly CalendarPeriod GoneWithin = new(0, 2);

    private static readonly Rule Rule = new(
        new("retention-canary"), [Due, Held], StartingPoint.Collected, null, CalendarPeriod.Zero, GoneWithin, null, null, null, "Proof of life.");

    /// <summary>Whether it is the reserved project.</summary>
    public static bool IsReserved(ProjectId? project) => project == Project;

    /// <summary>Whether it is one of the reserved categories.</summary>
    public static bool IsReserved(CategoryName category) => category == Due || category == Held;

    /// <summary>The category of a canary of the role.</summary>
    public static CategoryName CategoryOf(CanaryRole role) => role == CanaryRole.Due ? Due : Held;

    /// <summary>The first instant at which a canary planted on the day may be erased.</summary>
    public static Instant DueAt(LocalDate plantedOn, DateTimeZone zone) => plantedOn.PlusDays(1).StartIn(zone);

    /// <summary>The instant by which it must be gone (exclusive).</summary>
    public static Instant DeadlineAt(LocalDate plantedOn, DateTimeZone zone) => plantedOn.PlusDays(3).StartIn(zone);

    /// <summary>The facts and the rules that a canary is decided by, in the zone of the schedule in force. No withdrawal concerns it, nothing settles, no limit counts it.</summary>
    internal static (RecordFacts Facts, RetentionSchedule Schedule) Of(RecordFacts facts, RetentionSchedule schedule) => (
        facts with { Project = new ProjectFacts(Project, null, null, null), Withdrawals = [] },
        new RetentionSchedule(schedule.Sha256, schedule.Zone, [Rule], Limits.None, CalendarPeriod.Zero));
}
