using System.CommandLine;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class CanaryListCommand : Verb
{
    public CanaryListCommand()
        : base("list", "List the records that the program planted itself: what must vanish, what must stay, and what became of them.", "retention canary list")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        asked.Answer.Many(
            asked.Room<CanaryDesk>().List(), "no canaries (stores.NAME.canaries in the configuration; docs/proof-of-life.md)",
            new("canary", c => c.Canary), new("store", c => c.Store), new("role", c => c.Role), new("fate", c => c.PlantedAt is null ? c.Trouble ?? "to be planted" : c.Fate),
            new("planted", c => c.PlantedAt), new("gone by", c => c.Hold is null || c.Retired ? c.DeadlineAt : null), new("last looked at", c => c.LookedAt), new("hold", c => c.Hold));
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class CanaryCloseCommand : Verb
{
    private readonly Argument<long> number = Inputs.Number("NUMBER", "The canary's number");
    private readonly Option<string?> because = Inputs.Token("--because", "What came of it, or why it may go, as a code (looked-into, store-retired); it goes on the audit log");

    public CanaryCloseCommand()
        : base("close", "Say that a canary that did not stay was looked into, or let one that stands go.", "retention canary close 2 --because looked-into")
    {
        because.Required = true;
        Add(number);
        Add(because);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<CanaryDesk>().Close(asked.Get(number), asked.Get(because)!), c => $"canary {c.Canary} of store {c.Store} is closed"));
}
