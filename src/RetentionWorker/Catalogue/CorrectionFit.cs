using Retention.Domain.Corrections;

namespace RetentionWorker.Catalogue;

/// <summary>
/// Whether a correction can still take effect: only while what it corrects is what it was when it was asked for. One that does not fit keeps nothing, for
/// nobody can approve it; whatever else is recorded or waits goes on counting.
/// </summary>
internal static class CorrectionFit
{
    public static bool Of(IReadSession session, CorrectionEntry entry) => entry.Correction switch
    {
        Correction.EndMoved moved => session.Projects.Find(moved.Of) is { MergedInto: null } project && project.EndedOn == moved.From,
        Correction.PlanMoved moved => session.Projects.Find(moved.Of) is { } project && project.PlannedEnd == moved.From,
        Correction.Merged merged => session.Projects.Find(merged.Of) is { MergedInto: null } part && session.Projects.Find(merged.Into) is { MergedInto: null } whole
            && part.EndedOn == merged.From && whole.EndedOn == merged.To
            && part.PlannedEnd == merged.PlannedFrom && whole.PlannedEnd == merged.PlannedTo && part.Role == whole.Role && session.Projects.MergedInto(merged.Of).Count == 0,
        Correction.Endless endless => session.Projects.Find(endless.Of) is { MergedInto: null, EndedOn: null, Endless: false } project && project.PlannedEnd == endless.From,
        Correction.RoleChanged changed => session.Projects.Find(changed.Of) is { MergedInto: null } project && project.Role == changed.From,
        // A hold that was placed meanwhile is in the way like one that was there before.
        Correction.TemplateReplaced replaced => session.Stores.Find(replaced.Store)?.Template == replaced.From && TemplateChange.LeavesHolds(session, replaced.Store, replaced.To).Count == 0,
        Correction.ScheduleReplaced replaced => entry.ScheduleText is not null && session.Schedules.Current()?.Sha256 == replaced.From,
        _ => throw new InvalidOperationException("The family of corrections is closed."),
    };
}
