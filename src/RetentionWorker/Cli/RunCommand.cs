using System.CommandLine;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>The daemon; with <c>--once</c> one run for those who have a scheduler of their own.</summary>
internal sealed class RunCommand : Verb
{
    private readonly Option<bool> once = new("--once") { Description = "Look once, erase what is due, and end" };

    public RunCommand()
        : base("run", "Run the daemon: look at the stores and erase what is due, when its time comes, until it is asked to stop.", "retention run --config /etc/retention/retention.json\nretention run --once") =>
        Add(once);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) =>
        asked.Get(once) ? await OnceAsync(asked, ct) : await DaemonAsync(asked, ct);

    private static async Task<ExitCode> OnceAsync(VerbContext asked, CancellationToken ct)
    {
        var run = asked.Room<OneRun>();
        var report = await asked.ShowRunAsync("checking the audit log", _ => run.RunAsync(ct));
        return report is null
            ? asked.Answer.Stop(ExitCode.Refused, "another process erases with this data directory (a daemon, or a run); two never do")
            : RunReports.Show(asked.Answer, report);
    }

    private static async Task<ExitCode> DaemonAsync(VerbContext asked, CancellationToken ct) => await asked.Room<IDaemon>().RunAsync(ct) switch
    {
        DaemonEnd.Stopped => ExitCode.Done,
        DaemonEnd.Interrupted => ExitCode.Interrupted,
        DaemonEnd.AnotherErases => asked.Answer.Stop(ExitCode.Refused, "another process erases with this data directory (a daemon, or a run); two never do"),
        _ => asked.Answer.Stop(ExitCode.Failed, "the daemon could not go on; its log says why"),
    };
}
