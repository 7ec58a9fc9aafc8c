using System.CommandLine;
using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class ProjectEndCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<LocalDate> on = Inputs.Date("--on", "The last day that belongs to the project; may lie in the future");
    private readonly Option<ProjectEndEvent> endEvent = Inputs.Word<ProjectEndEvent>("--event", "What ended it");
    private readonly Option<string?> reference = new("--reference") { Description = "Where that is written down: 1 to 40 of A-Z 0-9 / -", HelpName = "REF" };
    private readonly Option<InformedHow> informed = CorrectionShown.Informed();
    private readonly Option<bool> preview = CorrectionShown.Preview();

    public ProjectEndCommand()
        : base("end", "Record the end of a project: the periods that start there count from this day. Another day than the recorded one takes a second person.", "retention project end commute-study --on 2026-10-31 --event report-accepted --reference BR-2026/14\nretention project end commute-study --on 2026-12-31 --event report-accepted --informed participants-informed --preview")
    {
        Add(id);
        Add(on);
        Add(endEvent);
        Add(reference);
        Add(informed);
        Add(preview);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(CorrectionShown.Give(
        asked.Answer,
        asked.Room<ProjectEnds>().End(asked.Get(id), asked.Get(on), asked.Get(endEvent), asked.Get(reference), asked.Was(informed) ? asked.Get(informed) : null, asked.Get(preview)),
        p => $"project {p.Project} {(asked.Room<ProjectDesk>().IsAhead(p.EndedOn!.Value) ? "ends" : "ended")} on {Answer.Show(p.EndedOn)} ({Answer.Show(p.Event)})"));
}

internal sealed class ProjectReopenCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<InformedHow> informed = CorrectionShown.Informed();
    private readonly Option<bool> preview = CorrectionShown.Preview();

    public ProjectReopenCommand()
        : base("reopen", "Take a project's end back: it runs again. It takes a second person; until then nothing goes that it would keep.", "retention project reopen commute-study --informed as-promised")
    {
        Add(id);
        Add(informed);
        Add(preview);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(CorrectionShown.Give(
        asked.Answer, asked.Room<ProjectEnds>().Reopen(asked.Get(id), asked.Was(informed) ? asked.Get(informed) : null, asked.Get(preview)), p => $"project {p.Project} runs"));
}

internal sealed class ProjectReplanCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<LocalDate> plannedEnd = Inputs.Date("--planned-end", "When the project is planned to end; starts no period");
    private readonly Option<InformedHow> informed = CorrectionShown.Informed();
    private readonly Option<bool> preview = CorrectionShown.Preview();

    public ProjectReplanCommand()
        : base("replan", "Record another planned end; a later one takes a second person, for it puts off what participants were told.", "retention project replan commute-study --planned-end 2027-03-31 --informed public-notice")
    {
        Add(id);
        Add(plannedEnd);
        Add(informed);
        Add(preview);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(CorrectionShown.Give(
        asked.Answer, asked.Room<ProjectEnds>().Replan(asked.Get(id), asked.Get(plannedEnd), asked.Was(informed) ? asked.Get(informed) : null, asked.Get(preview)),
        p => $"project {p.Project} is planned to end on {Answer.Show(p.PlannedEnd)}"));
}

internal sealed class ProjectEndlessCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<InformedHow> informed = CorrectionShown.Informed();
    private readonly Option<bool> preview = CorrectionShown.Preview();

    public ProjectEndlessCommand()
        : base("endless", "Say that a project has no end on purpose, and nobody is to be reminded of one. It takes a second person.", "retention project endless panel --informed participants-informed")
    {
        Add(id);
        Add(informed);
        Add(preview);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(CorrectionShown.Give(
        asked.Answer, asked.Room<ProjectEnds>().Endless(asked.Get(id), asked.Was(informed) ? asked.Get(informed) : null, asked.Get(preview)),
        p => $"project {p.Project} never ends"));
}

internal sealed class ProjectMergeCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<ProjectId> into = new("--into")
    {
        Description = "The project that it goes on as part of", HelpName = "P", Required = true, CustomParser = Inputs.ParseProject,
    };

    private readonly Option<InformedHow> informed = CorrectionShown.Informed();
    private readonly Option<bool> preview = CorrectionShown.Preview();

    public ProjectMergeCommand()
        : base("merge", "A project goes on as part of another: that one's end is its end, and that one's holds cover it. It takes a second person.", "retention project merge pilot --into main-study --informed public-notice")
    {
        Add(id);
        Add(into);
        Add(informed);
        Add(preview);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(CorrectionShown.Give(
        asked.Answer, asked.Room<ProjectEnds>().Merge(asked.Get(id), asked.Get(into), asked.Was(informed) ? asked.Get(informed) : null, asked.Get(preview)),
        p => $"project {p.Project} goes on as part of {p.MergedInto}"));
}

internal sealed class ProjectRoleCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<ProjectRole> to = Inputs.Word<ProjectRole>("--to", "What the institute is to its data");
    private readonly Option<bool> preview = CorrectionShown.Preview();

    public ProjectRoleCommand()
        : base("role", "Correct what the institute is to a project's data: a processor at once, for it only keeps; a controller by a second person.", "retention project role panel --to processor")
    {
        Add(id);
        Add(to);
        Add(preview);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(CorrectionShown.Give(
        asked.Answer, asked.Room<ProjectRoles>().Change(asked.Get(id), asked.Get(to), asked.Get(preview)),
        p => $"the institute is {Answer.Show(p.Role)} of project {p.Project}"
            + (p is { Role: ProjectRole.Processor, Choice: null } ? $"; nothing of it is erased before its controller has chosen: retention project instruct {p.Project}" : "")));
}

internal sealed class ProjectInstructCommand : Verb
{
    private readonly Argument<ProjectId> id = Inputs.ProjectArgument();
    private readonly Option<ControllerChoice> choice = Inputs.Word<ControllerChoice>("--choice", "What the controller chose for its data");
    private readonly Option<LocalDate> on = Inputs.Date("--on", "The day of the instruction, or of the return");
    private readonly Option<string> reference = new("--reference") { Description = "Where that is written down: 1 to 40 of A-Z 0-9 / -", HelpName = "REF", Required = true };

    public ProjectInstructCommand()
        : base("instruct", "Record what the controller chose, where the institute is a processor (UK GDPR Art. 28(3)(g)): before that nothing is erased.", "retention project instruct panel --choice erase --on 2026-11-02 --reference DPA/7-ERASE")
    {
        Add(id);
        Add(choice);
        Add(on);
        Add(reference);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(CorrectionShown.Give(
        asked.Answer, asked.Room<ProjectEnds>().Instruct(asked.Get(id), asked.Get(choice), asked.Get(on), asked.Get(reference)),
        p => $"the controller of {p.Project} chose {Answer.Show(p.Choice)} on {Answer.Show(p.ChosenOn)} ({p.ChoiceReference})"));
}
