using System.Globalization;

namespace RetentionWorker.Jobs;

/// <summary>Outcomes in the words of a log line.</summary>
internal static class Words
{
    public static string Of(IReadOnlyDictionary<string, long> counts) =>
        counts.Count == 0 ? "nothing" : string.Join(' ', counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}={c.Value}")));

    public static string Of(IReadOnlyList<string> concerns) => concerns.Count == 0 ? "none" : string.Join(' ', concerns);
}
