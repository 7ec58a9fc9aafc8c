using NodaTime;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Run;

/// <summary>What is looked at before anything is erased and concerns the installation as such. It throws <see cref="RunRefusal"/>, and the run erases nothing.</summary>
internal static class RunGuards
{
    /// <summary>A simulated catalogue is erased from under a simulated calendar only, and a real one never is.</summary>
    public static void CheckCalendar(ICatalogue catalogue, IClock clock)
    {
        if (catalogue.IsSimulated == clock is SimulatedClock)
            return;
        throw new RunRefusal(
            "calendar", catalogue.IsSimulated ? "catalogue-simulated" : "clock-simulated",
            "This data directory was made for a simulated calendar, for ever: nothing is erased from it now. Use another data directory for real records.");
    }
}
