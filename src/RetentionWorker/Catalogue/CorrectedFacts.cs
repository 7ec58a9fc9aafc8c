using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>
/// What a correction says of the facts that records are decided by, as they are without it and with it; of the records of <paramref name="Projects"/>, or of all where
/// that is null. What holds on probation is set aside on both sides.
/// </summary>
internal sealed record CorrectedFacts(IReadOnlySet<ProjectId>? Projects, Func<RecordFacts, RecordFacts> Without, Func<RecordFacts, RecordFacts> With)
{
    /// <summary>Another schedule changes no fact.</summary>
    public static CorrectedFacts OfSchedule { get; } = new(null, facts => facts, facts => facts);

    /// <summary>Null where no fact changes by which records go, or the correction does not fit.</summary>
    public static CorrectedFacts? Of(IReadSession session, Correction correction, Instant now) => correction switch
    {
        Correction.EndMoved moved => OfEnd(session, moved.Of, moved.From, moved.To, now),
        Correction.Merged merged when session.Projects.Find(merged.Into) is { } whole => OfMerge(merged.Of, merged.From, whole.Facts, now),
        Correction.RoleChanged changed => OfRole(session, changed.Of, changed.From, changed.To, now),
        Correction.ScheduleReplaced => OfSchedule,
        _ => null,
    };

    /// <summary>Another end of a project is one of what goes on as part of it, too.</summary>
    public static CorrectedFacts OfEnd(IReadSession session, ProjectId project, LocalDate? from, LocalDate? to, Instant now) =>
        new(WithParts(session, project), Change(known => Ending(known, from, now)), Change(known => Ending(known, to, now)));

    public static CorrectedFacts OfMerge(ProjectId part, LocalDate? from, ProjectFacts whole, Instant now) =>
        new(new HashSet<ProjectId> { part }, Change(known => Ending(known, from, now)), Change(known => FactsReader.AsPartOf(known, whole, now)));

    public static CorrectedFacts OfRole(IReadSession session, ProjectId project, ProjectRole from, ProjectRole to, Instant now) =>
        new(WithParts(session, project), Change(known => known with { Role = from }), Change(known => known with { Role = to, ControllerSince = to == ProjectRole.Controller ? now : null }));

    private static HashSet<ProjectId> WithParts(IReadSession session, ProjectId project) => [.. session.Projects.MergedInto(project), project];

    private static Func<RecordFacts, RecordFacts> Change(Func<ProjectFacts, ProjectFacts> change) => facts => facts.Project is { } known ? facts with { Project = change(known) } : facts;

    private static ProjectFacts Ending(ProjectFacts known, LocalDate? end, Instant now) =>
        known with { EndedOn = end, EndRecordedAt = end is null ? null : known.EndedOn == end ? known.EndRecordedAt ?? now : now };
}
