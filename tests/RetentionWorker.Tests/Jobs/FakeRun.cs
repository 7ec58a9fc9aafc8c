using System.Collections.Concurrent;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Jobs;

/// <summary>A run that notes what it was asked for, in order.</summary>
internal sealed class FakeRun : IRunEntrance, IDisposable
{
    private readonly SemaphoreSlim asked = new(0);
    private readonly ConcurrentQueue<string> calls = new();
    private int looking;

    public bool RightIsTaken { get; set; }
    public bool Overdue { get; set; }
    public bool Overlapped { get; private set; }
    public ConcurrentQueue<string> Requests { get; } = new();
    public Func<string, CancellationToken, Task<LookOutcome>> Answer { get; set; } = (_, _) => Task.FromResult(LookOutcome.Nothing);
    public IReadOnlyList<string> Calls => [.. calls];

    public IDisposable? TryTakeErasingRight() => RightIsTaken ? null : this;
    public Task<LookOutcome> ResolveAsync(CancellationToken ct) => CallAsync("resolve", ct);
    public Task<LookOutcome> DiscoverAsync(CancellationToken ct) => CallAsync("discover", ct);
    public Task<LookOutcome> EnforceAsync(CancellationToken ct) => CallAsync("enforce", ct);
    public bool IsAnythingOverdue() => Overdue;

    public void NoteStopSwitch()
    {
    }

    public async Task<LookOutcome?> NextRequestAsync(CancellationToken ct) =>
        Requests.TryDequeue(out var request) ? await CallAsync("request " + request, ct) : null;

    /// <summary>Waits until it was asked so often in all.</summary>
    public async Task<IReadOnlyList<string>> AskedAsync(int times)
    {
        for (var i = 0; i < times; i++)
            Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(30)), $"asked only: {string.Join(", ", Calls)}");
        return Calls;
    }

    public void Dispose()
    {
    }

    private async Task<LookOutcome> CallAsync(string call, CancellationToken ct)
    {
        Overlapped |= Interlocked.Increment(ref looking) > 1;
        calls.Enqueue(call);
        asked.Release();
        try
        {
            return await Answer(call, ct);
        }
        finally
        {
            Interlocked.Decrement(ref looking);
        }
    }
}
