using NodaTime;

namespace RetentionWorker.Run;

/// <summary>
/// The clock of a simulated calendar; it only goes forward, and only in a catalogue that was created as simulated. Nothing of a real
/// installation can be given one.
/// </summary>
internal sealed class SimulatedClock(Instant start) : IClock
{
    private Instant now = start;

    public Instant GetCurrentInstant() => now;

    public void GoTo(Instant later) =>
        now = later >= now ? later : throw new ArgumentOutOfRangeException(nameof(later), "A calendar does not go back.");
}
