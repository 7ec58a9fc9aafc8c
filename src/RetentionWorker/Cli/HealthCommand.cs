using System.CommandLine;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

/// <summary>
/// For supervisors: 0 while the daemon is at work, 69 where it is not. What needs a person is no reason to restart it, so a degraded daemon
/// is at work; with <c>--detailed-exitcode</c> it is a 2.
/// </summary>
internal sealed class HealthCommand : Verb
{
    private readonly Option<bool> detailed = new("--detailed-exitcode") { Description = "2 where the daemon is at work and something needs a person" };

    public HealthCommand()
        : base("health", "Say whether the daemon is at work.", "retention health --output json") => Add(detailed);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var health = asked.Room<HealthDesk>().Ask();
        var note = health.Note;
        var word = note is null ? "unknown" : HealthNote.WordOf(note.State);
        asked.Answer.One(
            new
            {
                alive = health.Alive,
                state = word,
                at = note?.At,
                startedAt = note?.StartedAt,
                pid = note?.Pid,
                lastDiscoverAt = LastAt("discover"),
                lastEnforceAt = LastAt("enforce"),
                concerns = note?.Concerns ?? [],
            },
            [
                health.Alive ? $"the daemon is at work: {word}" : note is null ? "no daemon has run here" : $"the daemon is not at work: it was last {word} at {Answer.Show(note.At)}",
                .. note?.Concerns.Select(c => "  " + c) ?? [],
                $"  last discovery: {Answer.Show(LastAt("discover"))}, last enforcement: {Answer.Show(LastAt("enforce"))}",
            ]);
        return Task.FromResult((health.Alive, note?.State) switch
        {
            (false, _) => ExitCode.Unavailable,
            (true, HealthState.Degraded) when asked.Get(detailed) => ExitCode.NeedsPerson,
            _ => ExitCode.Done,
        });

        NodaTime.Instant? LastAt(string look) => note is not null && note.Looks.TryGetValue(look, out var at) ? at : null;
    }
}
