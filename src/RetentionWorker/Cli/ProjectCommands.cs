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
    private readonly Option<ProjectRole> role = Inputs.AnyWord<ProjectRole>("--role", "What the institute is to its data; a processor erases nothing before the controller has chosen");

    public ProjectAddCommand()
        : base("add", "Record a project, so that its records can be decided.", "retention project add commute-study --planned-end 2026-10-31 --title \"Commute study\"")
    {
        Add(id);
        Add(plannedEnd);
        Add(title);
        Add(role);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<ProjectDesk>().Add(asked.Get(id), asked.Get(plannedEnd), asked.Get(title), asked.Get(role)),
        p => $"project {p.Project} is recorded, planned to end on {Answer.Show(p.PlannedEnd)}"
            + (p.Role == ProjectRole.Processor ? $"; nothing of it is erased before its controller has chosen: retention project instruct {p.Project}" : "")));
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
            new("project", p => p.Project), new("planned end", p => p.PlannedEnd), new("ended on", p => p.MergedInto is { } whole ? $"with {whole}" : p.Endless ? "never" : p.EndedOn),
            new("event", p => p.Event), new("reference", p => p.Reference), new("role", p => p.Role == ProjectRole.Controller ? null : p.Role), new("instruction", p => p.Choice), new Column<ProjectLine>("title", p => p.Title));
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
        var text = $"{summary.Rows} rows: {Amount.Of(summary.Added, "project")} added, {summary.Changed} changed, {summary.Ended} ends recorded, {summary.Unchanged} unchanged";
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
