using Microsoft.Extensions.Time.Testing;

namespace RetentionWorker.Tests.Hosting.Resilience;

/// <summary>Time that runs only where somebody waits for it: a pause of a minute passes at once, and the clock shows that it passed.</summary>
internal sealed class HurriedTime : FakeTimeProvider
{
    private readonly DateTimeOffset started;
    private readonly TimeSpan step;

    public HurriedTime(TimeSpan? step = null)
        : base(new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.Zero))
    {
        started = GetUtcNow();
        this.step = step ?? TimeSpan.FromMilliseconds(100);
    }

    public TimeSpan Passed => GetUtcNow() - started;

    /// <summary>Lets time pass for as long as the work waits. Work that waits for nothing sees no time pass.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(1));
            if (!work.IsCompleted)
                Advance(step);
        }
        return await work;
    }
}
