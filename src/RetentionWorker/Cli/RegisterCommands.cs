using System.CommandLine;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class RegisterConfirmCommand : Verb
{
    private readonly Option<string?> because = Inputs.Token("--because", "Why less is right, as a code; it goes on the audit log");

    public RegisterConfirmCommand()
        : base("confirm", "Say that the register is right as it is, although projects or holds are missing from it.", "retention register confirm --because restored-from-backup")
    {
        because.Required = true;
        Add(because);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<RegisterDesk>().Confirm(asked.Get(because)!),
        r => $"the register is taken as it is: {Amount.Of(r.Projects, "project")} where {r.ProjectsExpected} were recorded, {Amount.Of(r.Holds, "hold")} in force where {r.HoldsExpected} were"));
}
