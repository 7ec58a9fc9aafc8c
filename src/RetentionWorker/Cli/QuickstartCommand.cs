namespace RetentionWorker.Cli;

/// <summary>Shows the whole flow in a directory of its own; reads no configuration and touches no existing data.</summary>
internal sealed class QuickstartCommand(Func<CancellationToken, Task<ExitCode>> play)
    : Verb("quickstart", "Play a small study's whole lifetime under a simulated calendar, in a fresh directory.", "retention quickstart")
{
    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => play(ct);
}
