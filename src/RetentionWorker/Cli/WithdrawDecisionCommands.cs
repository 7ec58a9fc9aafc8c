using System.CommandLine;
using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class WithdrawDecideCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The objection's number");
    private readonly Option<bool> uphold = new("--uphold") { Description = "What starts at a withdrawal starts at it, counted from its receipt" };
    private readonly Option<bool> dismiss = new("--dismiss") { Description = "As if nobody had objected: the records go when they would have gone" };

    public WithdrawDecideCommand()
        : base("decide", "Decide an objection; until then its records are restricted: nothing of them is erased.", "retention withdraw decide 3 --uphold")
    {
        Add(id);
        Add(uphold);
        Add(dismiss);
        Validators.Add(given =>
        {
            if (given.GetValue(uphold) == given.GetValue(dismiss))
                given.AddError("say which: --uphold or --dismiss");
        });
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(WithdrawalShown.Give(
        asked, asked.Room<WithdrawalDecisions>().Decide(asked.Get(id), asked.Get(uphold)),
        w => $"objection {w.Withdrawal} is {(w.State == WithdrawalState.Dismissed ? "dismissed" : "upheld")}", ct));
}

internal sealed class WithdrawExemptCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The withdrawal's number");
    private readonly Option<CategoryName?> category = Inputs.Category();
    private readonly Option<ExemptReason> because = Inputs.Word<ExemptReason>("--because", "Why");
    private readonly Option<string> reference = new("--reference") { Description = "Where the decision is written down: 1 to 40 of A-Z 0-9 / -", HelpName = "REF", Required = true };

    public WithdrawExemptCommand()
        : base(
            "exempt", "Decide that a withdrawal does not reach one category: its records stay under their ordinary rules (UK GDPR Art. 17(3)(d)).",
            "retention withdraw exempt 3 --category recording --because research-impairment --reference ETHICS/2026-4")
    {
        category.Required = true;
        category.Description = "The category that stays";
        foreach (var option in new Option[] { category, because, reference })
            Add(option);
        Add(id);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(WithdrawalShown.Give(
        asked, asked.Room<WithdrawalDecisions>().Exempt(asked.Get(id), asked.Get(category)!.Value, asked.Get(because), asked.Get(reference)),
        w => $"withdrawal {w.Withdrawal} does not reach {string.Join(", ", w.Exempt)}", ct));
}

internal sealed class WithdrawInformCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The withdrawal's number");
    private readonly Option<LocalDate> on = Inputs.Date("--on", "The day on which they were informed; not in the future");

    public WithdrawInformCommand()
        : base("inform", "Record that whoever withdrew was told what stays and why (UK GDPR Art. 12(4)).", "retention withdraw inform 3 --on 2026-05-20")
    {
        Add(id);
        Add(on);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(WithdrawalShown.Give(
        asked, asked.Room<WithdrawalDecisions>().Inform(asked.Get(id), asked.Get(on)), w => $"whoever made withdrawal {w.Withdrawal} was informed on {Answer.Show(w.InformedOn)}", ct));
}

internal sealed class WithdrawShowCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The withdrawal's number");

    public WithdrawShowCommand()
        : base("show", "Show of a withdrawal what was erased, what goes and by when, and what stays and why.", "retention withdraw show 3 --output json") => Add(id);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var found = asked.Room<WithdrawalDesk>().Find(asked.Get(id)) is { } line
            ? Registered<WithdrawalLine>.Of(line)
            : Registered<WithdrawalLine>.Bad($"there is no withdrawal {asked.Get(id)} (see: retention withdraw list)");
        return Task.FromResult(WithdrawalShown.Give(
            asked, found, w => $"withdrawal {w.Withdrawal} of {w.Participant} from project {w.Project}, received on {Answer.Show(w.ReceivedOn)} ({Answer.Show(w.Ground)}): {Answer.Show(w.State)}", ct));
    }
}
