namespace RetentionWorker.Races.Order;

/// <summary>Delays that end when the schedule says so.</summary>
internal sealed class StrandTime(Strands strands) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(strands, callback, state, dueTime);

    private sealed class Timer : ITimer
    {
        private readonly Strands strands;
        private readonly Strand? pending;

        public Timer(Strands strands, TimerCallback callback, object? state, TimeSpan dueTime)
        {
            this.strands = strands;
            if (dueTime != Timeout.InfiniteTimeSpan)
                pending = strands.Delay(() => callback(state));
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("A delay of a schedule is not changed.");

        public void Dispose()
        {
            if (pending is not null)
                strands.Forget(pending);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
