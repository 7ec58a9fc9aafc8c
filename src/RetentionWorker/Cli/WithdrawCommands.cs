using System.CommandLine;
using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class WithdrawCommand : Verb
{
    private readonly Option<ProjectId> project = Inputs.Project();
    private readonly Option<ParticipantId?> participant = Inputs.Participant(required: true);
    private readonly Option<LocalDate> on = Inputs.Date("--on", "The day the withdrawal was received; not in the future");
    private readonly Option<WithdrawalGround> ground = Inputs.Word<WithdrawalGround>("--ground", "On what ground");
    private readonly Option<CategoryName?> category = Inputs.Category();

    public WithdrawCommand()
        : base("withdraw", "Record that a participant left, and show what was erased, what goes and by when, and what stays and why.", "retention withdraw --project commute-study --participant P07 --on 2026-05-04 --ground consent")
    {
        Add(project);
        Add(participant);
        Add(on);
        Add(ground);
        Add(category);
        foreach (var verb in new Verb[]
        {
            new WithdrawCancelCommand(), new WithdrawDecideCommand(), new WithdrawExemptCommand(), new WithdrawInformCommand(), new WithdrawShowCommand(), new WithdrawListCommand(),
        })
            Add(verb);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(WithdrawalShown.Give(
        asked,
        asked.Room<WithdrawalDesk>().Record(
            asked.Get(project), asked.Get(participant)!.Value, asked.Get(category), asked.Get(on), asked.Get(ground)),
        w => $"withdrawal {w.Withdrawal} of {w.Participant} from project {w.Project} is recorded, received on {Answer.Show(w.ReceivedOn)}", ct));
}

internal sealed class WithdrawCancelCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The withdrawal's number");

    public WithdrawCancelCommand()
        : base("cancel", "Take a withdrawal back before it acts.", "retention withdraw cancel 3") => Add(id);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<WithdrawalDesk>().Cancel(asked.Get(id)), w => $"withdrawal {w.Withdrawal} is cancelled"));
}

internal sealed class WithdrawListCommand : Verb
{
    private readonly Option<ProjectId?> project = Inputs.AnyProject();

    public WithdrawListCommand()
        : base("list", "List the withdrawals, cancelled ones too.", "retention withdraw list --project commute-study") => Add(project);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        asked.Answer.Many(
            asked.Room<WithdrawalDesk>().List(asked.Get(project)), "no withdrawals are recorded",
            new("id", w => w.Withdrawal), new("project", w => w.Project), new("participant", w => w.Participant), new("category", w => w.Category),
            new("received on", w => w.ReceivedOn), new("ground", w => w.Ground), new("state", w => w.State), new("exempt", w => string.Join(", ", w.Exempt)), new("informed on", w => w.InformedOn),
            new("cancelled at", w => w.CancelledAt),
            new Column<WithdrawalLine>("matches nothing", w => w.Unmatched));
        return Task.FromResult(ExitCode.Done);
    }
}
