using System.CommandLine;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class StopCommand : Verb
{
    private readonly Option<string?> because = Inputs.Token("--because", "Why, as a code; it goes on the audit log");

    public StopCommand()
        : base("stop", "Stop every erasure at once, in every process; listing, deciding and planning go on. Returns when nothing is in flight.", "retention stop --because wrong-end-date") =>
        Add(because);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => asked.Answer.Give(
        await asked.Room<StopDesk>().StopAsync(asked.Get(because), ct),
        stop => $"stopped since {Answer.Show(stop.Since)}; nothing is erased until: retention start");
}

internal sealed class StartCommand : Verb
{
    public StartCommand()
        : base("start", "Let erasures go on after a stop; what came due meanwhile goes at the next run.", "retention start")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) =>
        Task.FromResult(asked.Answer.Give(asked.Room<StopDesk>().Start(), _ => "erasing goes on: what is due goes at the next run"));
}
