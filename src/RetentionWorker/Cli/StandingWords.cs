using RetentionWorker.Plan;

namespace RetentionWorker.Cli;

/// <summary>Where records stand, as several verbs say it.</summary>
internal static class StandingWords
{
    public static string Late(long records) =>
        $"{Amount.Are(records, "record")} LATE and may not be erased yet: a fact that makes them due was recorded so late that it settles beyond their deadline (retention explain RECORD says until when)";

    /// <summary>Why records are not erased now: one line for all that would read the same, with their sum.</summary>
    public static IEnumerable<string> WhyNot(IEnumerable<StandingLine> lines) =>
        from line in lines
        let why = Reason(line)
        group line.Records by (Category: line.Category?.Value ?? "records that fit no template", why) into alike
        select $"{alike.Key.Category}: {Amount.Of(alike.Sum(), "record")} {alike.Key.why}";

    private static string Reason(StandingLine line) => line.Standing switch
    {
        Standing.Held => $"on hold ({string.Join(", ", line.Holds.Select(h => $"hold {h}"))})",
        Standing.Unclassified => $"unclassified ({line.Reason})",
        _ when line is { Reason: "settling", DueAt: { } settles } =>
            $"not due before {Answer.Show(settles)}, when a fact behind them has settled{(line.Late ? "; they are LATE" : "")} ({string.Join(", ", line.Rules)})",
        _ when line.EraseFrom is { } from => $"not due before {Answer.Show(from)} ({line.Reason}; {string.Join(", ", line.Rules)})",
        _ => $"not due ({line.Reason})",
    };
}
