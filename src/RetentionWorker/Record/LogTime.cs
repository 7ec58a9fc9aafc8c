using NodaTime;

namespace RetentionWorker.Record;

/// <summary>The time as the log writes it.</summary>
internal static class LogTime
{
    /// <summary>Now, to the whole second: what the catalogue says of a fact and what its audit entry says is the same.</summary>
    public static Instant LogNow(this IClock clock) => Instant.FromUnixTimeSeconds(clock.GetCurrentInstant().ToUnixTimeSeconds());
}
