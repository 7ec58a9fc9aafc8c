using System.CommandLine;
using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class ProjectAddCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<LocalDate> plannedEnd = Inputs.Date("--planned-end", "When the project is planned to end; starts no period");
    private readonly Option<string?> title = new("--title") { Description = "What people call it", HelpName = "T" };

    public ProjectAddCommand()
        : base("add", "Record a project, so that its records can be decided.", "retention project add commute-study --planned-end 2026-10-31 --title \"Commute study\"")
    {
        Add(id);
        Add(plannedEnd);
        Add(title);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<ProjectDesk>().Add(asked.Get(id), asked.Get(plannedEnd), asked.Get(title)),
        p => $"project {p.Project} is recorded, planned to end on {Answer.Show(p.PlannedEnd)}"));
}

internal sealed class ProjectEndCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<LocalDate> on = Inputs.Date("--on", "The last day that belongs to the project; may lie in the future");
    private readonly Option<ProjectEndEvent> endEvent = Inputs.Word<ProjectEndEvent>("--event", "What ended it");
    private readonly Option<string?> reference = new("--reference") { Description = "Where that is written down: 1 to 40 of A-Z 0-9 / -", HelpName = "REF" };

    public ProjectEndCommand()
        : base("end", "Record the end of a project: the periods that start there count from this day.", "retention project end commute-study --on 2026-10-31 --event report-accepted --reference BR-2026/14")
    {
        Add(id);
        Add(on);
        Add(endEvent);
        Add(reference);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<ProjectDesk>().End(asked.Get(id), asked.Get(on), asked.Get(endEvent), asked.Get(reference)),
        p => $"project {p.Project} {(asked.Room<ProjectDesk>().IsAhead(p.EndedOn!.Value) ? "ends" : "ended")} on {Answer.Show(p.EndedOn)} ({Answer.Show(p.Event)})"));
}

internal sealed class ProjectReopenCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();

    public ProjectReopenCommand()
        : base("reopen", "Take a project's end back: it runs again.", "retention project reopen commute-study") => Add(id);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<ProjectDesk>().Reopen(asked.Get(id)), p => $"project {p.Project} runs"));
}

internal sealed class ProjectListCommand : Verb
{
    public ProjectListCommand()
        : base("list", "List the projects and their ends.", "retention project list --output json")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        asked.Answer.Many(
            asked.Room<ProjectDesk>().List(), "no projects are recorded",
            new("project", p => p.Project), new("planned end", p => p.PlannedEnd), new("ended on", p => p.Endless ? "never" : p.EndedOn),
            new("event", p => p.Event), new("reference", p => p.Reference), new Column<ProjectLine>("title", p => p.Title));
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class ProjectImportCommand : Verb
{
    private readonly Argument<string> file = new("FILE.csv") { Description = "UTF-8, commas; columns project_id, planned_end, project_end, and title, event, reference" };

    public ProjectImportCommand()
        : base("import", "Take a project register in, whole or not at all: one bad row rejects the file.", "retention project import projects.csv") => Add(file);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var path = asked.PathOf(asked.Get(file));
        if (!File.Exists(path))
            return asked.Answer.Stop(ExitCode.BadInput, $"{path}: there is no such file");
        await using var stream = File.OpenRead(path);
        var import = asked.Room<ProjectImport>();
        var registered = await asked.ShowAsync("reading", line => Task.FromResult(import.Read(stream, Path.GetFileName(path), line is null ? null : line.At, ct)));
        return asked.Answer.Give(registered, InWords);
    }

    private static string InWords(ImportSummary summary)
    {
        var text = $"{summary.Rows} rows: {summary.Added} projects added, {summary.Changed} changed, {summary.Ended} ends recorded, {summary.Unchanged} unchanged";
        if (summary.NoEndDate.Count > 0)
            text += $"; no end date: {string.Join(", ", summary.NoEndDate.Take(20))}{(summary.NoEndDate.Count > 20 ? ", …" : "")}";
        return summary.NotInFile > 0 ? text + $"; {summary.NotInFile} recorded projects are not in the file and stay as they are" : text;
    }
}

internal sealed class ProjectExportCommand : Verb
{
    public ProjectExportCommand()
        : base("export", "Write the projects as CSV that import reads again; what a spreadsheet would run is prefixed by an apostrophe.", "retention project export > projects.csv")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var lines = asked.Room<ProjectDesk>().List();
        if (asked.Answer.IsJson)
            asked.Answer.Many(lines, "");
        else
            asked.Answer.Verbatim(ProjectExport.ToCsv(lines));
        return Task.FromResult(ExitCode.Done);
    }
}
