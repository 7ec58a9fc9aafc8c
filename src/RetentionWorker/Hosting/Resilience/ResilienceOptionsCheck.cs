namespace RetentionWorker.Hosting.Resilience;

/// <summary>Everything that is wrong with the settings of patience, at once.</summary>
internal static class ResilienceOptionsCheck
{
    /// <summary>The problems; <paramref name="key"/> is the path of the section in the configuration.</summary>
    public static IReadOnlyList<string> Problems(string key, ResilienceOptions options)
    {
        var problems = new List<string>();
        Between("budgetSeconds", options.BudgetSeconds, 1, 3600);
        Between("attempts", options.Attempts, 1, 50);
        Between("firstPauseMilliseconds", options.FirstPauseMilliseconds, 1, 60_000);
        Between("longestPauseSeconds", options.LongestPauseSeconds, 1, 600);
        Between("breakAfter", options.BreakAfter, 2, 1000);
        Between("breakSeconds", options.BreakSeconds, 1, 3600);
        if (problems.Count == 0 && options.FirstPause > options.LongestPause)
            problems.Add($"{key}.firstPauseMilliseconds: must not be longer than longestPauseSeconds");
        return problems;

        void Between(string name, int? value, int least, int most)
        {
            if (value < least || value > most)
                problems.Add($"{key}.{name}: must be from {least} to {most}");
        }
    }
}
