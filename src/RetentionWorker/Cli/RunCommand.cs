using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>The daemon.</summary>
internal sealed class RunCommand : Verb
{
    public RunCommand()
        : base("run", "Run the daemon: look at the stores and erase what is due, when its time comes, until it is asked to stop.", "retention run --config /etc/retention/retention.json")
    {
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => await asked.Room<IDaemon>().RunAsync(ct) switch
    {
        DaemonEnd.Stopped => ExitCode.Done,
        DaemonEnd.Interrupted => ExitCode.Interrupted,
        DaemonEnd.AnotherErases => asked.Answer.Stop(ExitCode.Refused, "another process erases with this data directory (a daemon, or a run); two never do"),
        _ => asked.Answer.Stop(ExitCode.Failed, "the daemon could not go on; its log says why"),
    };
}
