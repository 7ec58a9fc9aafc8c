using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;

namespace Retention.Domain.Decisions;

/// <summary>Compares what the rules say and makes one timetable of it.</summary>
internal static class TimetableMaker
{
    internal static Timetable Make(List<WeighedRule> rules, RetentionSchedule schedule, ProjectFacts project, bool needsPerson, ExemptReason? exempted)
    {
        var acting = rules.FindAll(r => r.Acts);
        var eraseFrom = acting.Min(r => r.Window.EraseFrom);
        var eraseBy = acting.Min(r => r.Window.EraseBy);
        var considered = rules.ConvertAll(r => r.Considered(
            r.Acts && ((eraseFrom is not null && r.Window.EraseFrom == eraseFrom) || (eraseBy is not null && r.Window.EraseBy == eraseBy))));
        if (acting.Count == 0)
            return Kept(rules.Exists(r => r.Rule.Keeps) ? KeepReason.KeepRule : exempted is null ? KeepReason.NotStarted : KeepReason.ResearchImpairment);

        var obligations = rules.FindAll(r => r.Rule.IsObligation);
        if (obligations.Exists(r => r.Start is null))
            return Kept(KeepReason.ObligationNotStarted);
        var floors = obligations.ConvertAll(r => r.RetainThrough?.NextOrNever());
        if (project.AwaitsInstruction)
            return Kept(KeepReason.AwaitsInstruction);
        if (floors.Contains(null) || eraseFrom is null || Settled(acting, schedule, project) is not { } settled)
            return Kept(KeepReason.NeverDue);

        var floor = floors.Max();
        var permitted = floor > eraseFrom ? floor.Value : eraseFrom.Value;
        var opensAt = permitted.StartIn(schedule.Zone);
        var dueAt = Instant.Max(opensAt, settled);
        return new(
            permitted, eraseBy, dueAt, eraseBy?.EndIn(schedule.Zone), null, null,
            dueAt > opensAt ? dueAt : null, floor > eraseBy, needsPerson, considered) { Exempted = exempted };

        // With no day to act on, a promise is still a promise: its day stays in the timetable, and a person is told.
        Timetable Kept(KeepReason why) =>
            new(null, eraseBy, null, eraseBy?.EndIn(schedule.Zone), why, null, null, eraseBy is not null && why != KeepReason.AwaitsInstruction, needsPerson, considered) { Exempted = exempted };
    }

    /// <summary>When the facts behind the earliest rule have settled, and the controller's choice where there is one, or who the controller is.</summary>
    private static Instant? Settled(List<WeighedRule> acting, RetentionSchedule schedule, ProjectFacts project)
    {
        var rules = acting.Min(r => r.DueAt);
        if ((project.Role == ProjectRole.Processor ? project.InstructedAt : project.ControllerSince) is not { } freed)
            return rules;
        return rules is { } due && freed.AfterIn(schedule.Settle, schedule.Zone) is { } settled ? Instant.Max(due, settled) : null;
    }
}
