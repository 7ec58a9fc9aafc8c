using System.CommandLine;
using Retention.Domain.Outcomes;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class BreachListCommand : Verb
{
    public BreachListCommand()
        : base("list", "List possible breaches that nobody judged yet; each has 72 hours (Art. 33).", "retention breach list")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        asked.Answer.Many(
            asked.Room<BreachDesk>().List(), "no possible breach is open",
            new("id", b => b.Breach), new("store", b => b.Store), new("code", b => b.Code), new("records", b => b.Records), new Column<BreachLine>("since", b => b.Since));
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class BreachCloseCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The possible breach's number");
    private readonly Option<BreachJudgement> because = Inputs.Word<BreachJudgement>("--because", "What it was judged to be, on the audit log");

    public BreachCloseCommand()
        : base("close", "Say that a possible breach was judged, and what came of it.", "retention breach close 1 --because notified")
    {
        Add(id);
        Add(because);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<BreachDesk>().Close(asked.Get(id), asked.Get(because)), b => $"possible breach {b.Breach} of store {b.Store} is closed"));
}
