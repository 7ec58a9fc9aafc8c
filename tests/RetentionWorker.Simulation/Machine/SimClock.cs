using NodaTime;

namespace RetentionWorker.Simulation.Machine;

/// <summary>Stands at whole seconds until the simulation moves it.</summary>
internal sealed class SimClock(long start) : IClock
{
    /// <summary>Seconds since 1970.</summary>
    public long Now { get; private set; } = start;

    public Instant GetCurrentInstant() => Instant.FromUnixTimeSeconds(Now);

    public void Advance(long seconds) => Now += seconds;

    /// <summary>Time only passes; a moment that has gone by is now.</summary>
    public void GoTo(long later) => Now = Math.Max(Now, later);

    /// <summary>Somebody sets it wrong.</summary>
    public void Set(long now) => Now = now;
}
