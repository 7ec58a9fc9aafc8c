using NodaTime;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>The moments of an obstacle's clock at which people hear of it, the most urgent last.</summary>
internal enum Step
{
    Appeared,
    HalfGone,
    SevenDaysLeft,
    OneDayLeft,
    Overdue,
}

/// <summary>Which steps an obstacle has reached. A short clock may reach several at once: people hear of the most urgent one.</summary>
internal static class Steps
{
    private static readonly Duration Week = Duration.FromDays(7);
    private static readonly Duration Day = Duration.FromDays(1);

    public static IEnumerable<Step> Reached(Obstacle obstacle, Instant now)
    {
        yield return Step.Appeared;
        var left = obstacle.MustBeResolvedBy - now;
        if (left <= now - obstacle.Since)
            yield return Step.HalfGone;
        if (left <= Week)
            yield return Step.SevenDaysLeft;
        if (left <= Day)
            yield return Step.OneDayLeft;
        if (left <= Duration.Zero)
            yield return Step.Overdue;
    }

    public static EscalatedStep Key(Obstacle obstacle, Step step) => new(WordOf(obstacle.Kind), obstacle.Subject, obstacle.Code, WordOf(step));

    /// <summary>As files, messages and log lines have it.</summary>
    public static string WordOf<T>(T word)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString());
}
