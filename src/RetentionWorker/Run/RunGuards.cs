using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Run;

/// <summary>What is looked at before anything is erased. In doubt it throws <see cref="RunRefusal"/>, and the run erases nothing.</summary>
internal static class RunGuards
{
    private static readonly Duration Tolerance = Duration.FromMinutes(5);

    /// <summary>The clock must not be behind the newest entry of the log by more than five minutes. Mere downtime is no doubt.</summary>
    public static void CheckClock(IReadSession session, Instant now)
    {
        var head = session.Log.Head();
        if (head.Size == 0)
            return;
        var newest = NewestAt(session, head.Size - 1);
        if (newest - now > Tolerance)
        {
            throw new RunRefusal(
                "clock", "clock-behind-log",
                $"The clock says {InstantPattern.General.Format(now)}, and the audit log's newest entry is of {InstantPattern.General.Format(newest)}: nothing is erased. Set the clock right and run again.");
        }
    }

    /// <summary>A simulated catalogue is erased from under a simulated calendar only, and a real one never is.</summary>
    public static void CheckCalendar(ICatalogue catalogue, IClock clock)
    {
        if (catalogue.IsSimulated == clock is SimulatedClock)
            return;
        throw new RunRefusal(
            "calendar", catalogue.IsSimulated ? "catalogue-simulated" : "clock-simulated",
            "This data directory was made for a simulated calendar, for ever: nothing is erased from it now. Use another data directory for real records.");
    }

    private static Instant NewestAt(IReadSession session, long seq)
    {
        foreach (var (found, entry) in session.Log.Read(seq))
        {
            using var json = JsonDocument.Parse(entry);
            if (found == seq && InstantPattern.General.Parse(json.RootElement.GetProperty("at").GetString() ?? "") is { Success: true } at)
                return at.Value;
        }
        throw new RunRefusal("log", "log-truncated", "The audit log has lost its newest entry: nothing is erased. Run 'retention audit verify'.");
    }
}
