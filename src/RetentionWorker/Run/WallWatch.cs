using System.Runtime.InteropServices;
using NodaTime;
using Retention.Domain.Guards;

namespace RetentionWorker.Run;

/// <summary>Time that nobody can set, from an arbitrary beginning.</summary>
internal interface ISteadyTime
{
    Duration Elapsed { get; }
}

/// <summary>
/// Watches the wall clock beside the machine's steady one (which goes on while the machine sleeps). A clock that is moved by hand, as a simulated
/// calendar is, has no steady one beside it unless it brings its own.
/// </summary>
internal sealed class WallWatch
{
    private readonly IClock clock;
    private readonly ISteadyTime? steady;
    private readonly Lock gate = new();
    private Instant wallThen;
    private Duration steadyThen;

    public WallWatch(IClock clock)
    {
        this.clock = clock;
        steady = clock as ISteadyTime ?? (clock is SystemClock ? new SinceBoot() : null);
        Begin();
    }

    /// <summary>The clock was found sound: from here on it is watched.</summary>
    public void Begin()
    {
        lock (gate)
            (wallThen, steadyThen) = (clock.GetCurrentInstant(), steady?.Elapsed ?? Duration.Zero);
    }

    /// <summary>How much further the wall clock went than the steady one; null where there is none.</summary>
    public Duration? Moved()
    {
        if (steady is null)
            return null;
        lock (gate)
            return clock.GetCurrentInstant() - wallThen - (steady.Elapsed - steadyThen);
    }

    /// <summary>Whether it jumped so far that nothing more may be begun; cheap.</summary>
    public bool HasJumped() => Moved() is { } moved && ClockJudge.IsJump(moved);
}

/// <summary>The time since the machine was started, its sleep included.</summary>
internal sealed unsafe partial class SinceBoot : ISteadyTime
{
    private const int BootTime = 7;

    public Duration Elapsed
    {
        get
        {
            var time = stackalloc long[2];
            return GetTime(BootTime, time) == 0
                ? Duration.FromSeconds(time[0]) + Duration.FromNanoseconds(time[1])
                : throw new InvalidOperationException("The machine has no steady clock.");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
