using NodaTime;
using Retention.Domain.Corrections;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>
/// Planned ends that have passed while the project goes on. A first end takes nobody's consent, so one that lies ahead does not unsay what participants were told: only
/// two people do, with word of how participants learn of it, by another planned end or by moving the recorded one.
/// </summary>
internal static class PlannedEnds
{
    public static bool HavePassed(IReadSession session, ProjectEntry project, LocalDate today) =>
        project.MergedInto is null && project.PlannedEnd < today && (project.EndedOn is not { } end || IsPutOff(session, project, end, today));

    /// <summary>Nobody said when it ends, or that it never does; or somebody alone said a day that lies ahead.</summary>
    public static bool IsUnknown(IReadSession session, ProjectEntry project, LocalDate today) =>
        project is { PlannedEnd: null, Endless: false, MergedInto: null } && (project.EndedOn is not { } end || IsPutOff(session, project, end, today));

    /// <summary>The recorded end lies ahead, and by itself that was no promise to anybody.</summary>
    private static bool IsPutOff(IReadSession session, ProjectEntry project, LocalDate end, LocalDate today) =>
        end > today && !session.Corrections.List().Any(c =>
            c is { Standing: CorrectionStanding.Done, Informed: not null, Correction: Correction.EndMoved { To: { } to } moved } && moved.Of == project.Id && to == end);
}
