using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class AuditPruneCommand : Verb
{
    public AuditPruneCommand()
        : base(
            "prune", "Show which entries of the audit log are older than its own retention, and what keeps others. Changes nothing: the next run lets them go.",
            "retention audit prune")
    {
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var schedule = asked.Room<ScheduleInForce>().See().Schedule;
        var outlook = await asked.ShowAsync("reading the audit log", _ => Task.FromResult(asked.Room<LogPrune>().Outlook(schedule, ct)));
        asked.Answer.One(
            new { outlook.First, outlook.Minimum, keptFor = schedule.LogEntriesKeptFor?.ToString(), keeps = outlook.End is { } end ? WordOf(end) : null, keptAt = outlook.EndAt, outlook.Announced, outlook.AnnouncedAt, outlook.IsAnchored },
            [.. Lines(outlook, schedule.LogEntriesKeptFor?.ToString())]);
        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(PruneOutlook outlook, string? keptFor)
    {
        yield return keptFor is null ? "the audit log's entries stay for good: the schedule has no log.entriesKeptFor" : $"an entry of the audit log stays {keptFor} from its own day";
        if (outlook.First > 0)
            yield return $"  of the first {outlook.First} entries only the hashes are left";
        if (outlook.Announced is { } announced)
        {
            yield return outlook.IsAnchored
                ? $"  entries before {announced} go at the next run: entry {outlook.AnnouncedAt} says so, and a place outside has seen it"
                : $"  entries before {announced} go when a place outside has seen entry {outlook.AnnouncedAt}, which says so: retention audit anchor";
        }
        else if (outlook.Minimum > outlook.First)
        {
            yield return $"  entries before {outlook.Minimum} are older: the next run announces that they go";
        }
        else if (keptFor is not null)
        {
            yield return "  no 256 entries in a row are older";
        }
        if (outlook.End is { } end and not PruneEnd.Kept)
            yield return $"  entry {outlook.EndAt} keeps itself and what follows: {Because(end)}";
    }

    private static string Because(PruneEnd end) => end switch
    {
        PruneEnd.OpenIntent => "it states an intent that has no outcome yet",
        PruneEnd.KeyRecoverable => "the key that it speaks of can still be brought back",
        PruneEnd.Held => "its project is under a hold (retention hold list)",
        PruneEnd.TooManyHolds => "more holds are in force than one entry can name",
        _ => "it is young",
    };

    private static string WordOf(PruneEnd end) => end switch
    {
        PruneEnd.OpenIntent => "open-intent",
        PruneEnd.KeyRecoverable => "key-recoverable",
        PruneEnd.Held => "held",
        PruneEnd.TooManyHolds => "too-many-holds",
        _ => "kept",
    };
}
