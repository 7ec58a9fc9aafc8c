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

    /// <summary>The project that it goes on as part of.</summary>
    public ProjectId? MergedInto { get; init; }

    public ProjectRole Role { get; init; }

    /// <summary>What its controller chose, where the institute is a processor.</summary>
    public ControllerChoice? Choice { get; init; }

    public LocalDate? ChosenOn { get; init; }

    public string? ChoiceReference { get; init; }

    public static ProjectLine Of(ProjectEntry entry) =>
        new(entry.Id, entry.Title, entry.PlannedEnd, entry.EndedOn, entry.EndEvent, entry.EndReference)
        {
            Endless = entry.Endless, MergedInto = entry.MergedInto, Role = entry.Role, Choice = entry.Instruction?.Choice, ChosenOn = entry.Instruction?.On, ChoiceReference = entry.Instruction?.Reference,
        };
}

/// <summary>Records projects. Recording the same fact again changes nothing.</summary>
internal sealed class ProjectDesk(Bookkeeping books)
{
    public IReadOnlyList<ProjectLine> List()
    {
        using var session = books.Read();
        return session.Projects.List().Select(ProjectLine.Of).ToList();
    }

    public Registered<ProjectLine> Add(ProjectId id, LocalDate? plannedEnd, string? title, ProjectRole role = ProjectRole.Controller)
    {
        if (ProjectRules.ProblemOfTitle(title) is { } problem)
            return Registered<ProjectLine>.Bad($"title of {id}: {problem}");
        if (ProjectRules.ProblemOfReserved(id) is { } reserved)
            return Registered<ProjectLine>.Bad(reserved);
        using var work = books.Begin();
        if (work.Projects.Find(id) is { } known)
        {
            return known.PlannedEnd == plannedEnd && known.Title == title && known.Role == role
                ? Registered<ProjectLine>.Of(ProjectLine.Of(known), $"project {id} was recorded already; nothing changed")
                : Registered<ProjectLine>.Bad($"project {id} is recorded already with other facts (see: retention project list); another planned end: retention project replan {id}; another role: retention project role {id}; another title: retention project import FILE.csv");
        }
        if (ProjectRules.Twin(id, work.Projects.List().Select(p => p.Id)) is { } twin)
            return Registered<ProjectLine>.Bad($"project '{id}' differs from the known project '{twin}' only in upper and lower case; ids match exactly: use one of them");
        var now = books.Now;
        var entry = new ProjectEntry(id, title, plannedEnd, null, null, null, null, now) { Role = role };
        work.Projects.Put(entry);
        books.Commit(work, new AuditEntry.ProjectAdded(now, books.Actor, id, plannedEnd) { AsProcessor = role == ProjectRole.Processor });
        return Registered<ProjectLine>.Of(ProjectLine.Of(entry));
    }

    /// <summary>Whether the day has not come in the schedule's time zone.</summary>
    public bool IsAhead(LocalDate day)
    {
        using var session = books.Read();
        return day > books.Today(session);
    }

    /// <summary>What to say of a project that nobody recorded.</summary>
    public static string Unknown(ProjectId id, IReadSession session) =>
        $"there is no project '{id}'{NearestName.Hint(id.Value, session.Projects.List().Select(p => p.Id.Value))}; add it first: retention project add {id} --planned-end DATE";
}
