using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>A project as shown.</summary>
internal sealed record ProjectLine(
    ProjectId Project, string? Title, LocalDate? PlannedEnd, LocalDate? EndedOn, ProjectEndEvent? Event, string? Reference)
{
    /// <summary>It has no end on purpose.</summary>
    public bool Endless { get; init; }

    public static ProjectLine Of(ProjectEntry entry) =>
        new(entry.Id, entry.Title, entry.PlannedEnd, entry.EndedOn, entry.EndEvent, entry.EndReference) { Endless = entry.Endless };
}

/// <summary>Records projects and their ends. Recording the same fact again changes nothing; what would make records due sooner is never a side effect.</summary>
internal sealed class ProjectDesk(Bookkeeping books)
{
    public IReadOnlyList<ProjectLine> List()
    {
        using var session = books.Read();
        return session.Projects.List().Select(ProjectLine.Of).ToList();
    }

    public Registered<ProjectLine> Add(ProjectId id, LocalDate? plannedEnd, string? title)
    {
        if (ProjectRules.ProblemOfTitle(title) is { } problem)
            return Registered<ProjectLine>.Bad($"title of {id}: {problem}");
        if (ProjectRules.ProblemOfReserved(id) is { } reserved)
            return Registered<ProjectLine>.Bad(reserved);
        using var work = books.Begin();
        if (work.Projects.Find(id) is { } known)
        {
            return known.PlannedEnd == plannedEnd && known.Title == title
                ? Registered<ProjectLine>.Of(ProjectLine.Of(known), $"project {id} was recorded already; nothing changed")
                : Registered<ProjectLine>.Bad($"project {id} is recorded already with other facts (see: retention project list); change them with: retention project import FILE.csv");
        }
        if (ProjectRules.Twin(id, work.Projects.List().Select(p => p.Id)) is { } twin)
            return Registered<ProjectLine>.Bad($"project '{id}' differs from the known project '{twin}' only in upper and lower case; ids match exactly: use one of them");
        var now = books.Now;
        var entry = new ProjectEntry(id, title, plannedEnd, null, null, null, null, now);
        work.Projects.Put(entry);
        books.Commit(work, new AuditEntry.ProjectAdded(now, books.Actor, id, plannedEnd));
        return Registered<ProjectLine>.Of(ProjectLine.Of(entry));
    }

    /// <summary>Whether the day has not come in the schedule's time zone.</summary>
    public bool IsAhead(LocalDate day)
    {
        using var session = books.Read();
        return day > books.Today(session);
    }

    /// <summary>Records the last day that belongs to the project. A day in the future may be given: periods count from it when it has come.</summary>
    public Registered<ProjectLine> End(ProjectId id, LocalDate on, ProjectEndEvent endEvent, string? reference)
    {
        if (ProjectRules.ProblemOfReference(reference) is { } problem)
            return Registered<ProjectLine>.Bad($"reference: {problem}");
        using var work = books.Begin();
        if (work.Projects.Find(id) is not { } known)
            return Unknown(id, work);
        if (known.EndedOn == on && known.EndEvent == endEvent && known.EndReference == reference)
            return Registered<ProjectLine>.Of(ProjectLine.Of(known), $"the end of project {id} was recorded already; nothing changed");
        if (known.EndedOn is { } before && on < before)
        {
            return Registered<ProjectLine>.No(
                $"project {id} ended on {Iso(before)}; the earlier end {Iso(on)} would make records due sooner. If it is right: retention project reopen {id}, then end it again, then look at: retention plan --project {id}");
        }
        var now = books.Now;
        var entry = known with { Endless = false, EndedOn = on, EndEvent = endEvent, EndReference = reference, EndRecordedAt = known.EndedOn == on ? known.EndRecordedAt : now };
        work.Projects.Put(entry);
        var warnings = on > books.Today(work) ? new[] { $"{Iso(on)} lies in the future: project {id} runs until then" } : [];
        books.Commit(work, new AuditEntry.ProjectEnded(now, books.Actor, id, on, endEvent, reference));
        return Registered<ProjectLine>.Of(ProjectLine.Of(entry), warnings);
    }

    /// <summary>The project runs again: its end starts no period any more, and everything of it is decided anew.</summary>
    public Registered<ProjectLine> Reopen(ProjectId id)
    {
        using var work = books.Begin();
        if (work.Projects.Find(id) is not { } known)
            return Unknown(id, work);
        if (known.EndedOn is null)
            return Registered<ProjectLine>.Of(ProjectLine.Of(known), $"project {id} has no end recorded; nothing changed");
        var entry = known with { EndedOn = null, EndEvent = null, EndReference = null, EndRecordedAt = null };
        work.Projects.Put(entry);
        books.Commit(work, new AuditEntry.ProjectReopened(books.Now, books.Actor, id));
        return Registered<ProjectLine>.Of(ProjectLine.Of(entry), "records that were erased before stay erased");
    }

    private static Registered<ProjectLine> Unknown(ProjectId id, IReadSession session) => Registered<ProjectLine>.Bad(
        $"there is no project '{id}'{NearestName.Hint(id.Value, session.Projects.List().Select(p => p.Id.Value))}; add it first: retention project add {id} --planned-end DATE");

    private static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);
}
