using NodaTime;
using RetentionWorker.Register;

namespace RetentionWorker.Jobs;

/// <summary>What the daemon knows of itself, for its heartbeat: when it looked last, and what is amiss. Holds no names.</summary>
internal sealed class DaemonState(IClock clock)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Instant> looks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IReadOnlyList<string>> concerns = new(StringComparer.Ordinal);
    private readonly Instant startedAt = clock.GetCurrentInstant();
    private HealthState phase = HealthState.Starting;

    /// <summary>Raised after each change, outside the lock.</summary>
    public event EventHandler? Changed;

    public void Enter(HealthState next)
    {
        lock (gate)
            phase = next;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    public void Looked(string look, Instant at, IReadOnlyList<string> about)
    {
        lock (gate)
        {
            looks[look] = at;
            concerns.Remove(look);
            if (about.Count > 0)
                concerns[look] = about;
        }
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The look had nothing to do, so whatever failed it before has passed.</summary>
    public void Quiet(string look)
    {
        bool changed;
        lock (gate)
            changed = concerns.Remove(look);
        if (changed)
            Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The look failed. False where it failed the same way before and nothing else came between.</summary>
    public bool Failed(string look, string fault)
    {
        lock (gate)
        {
            if (concerns.TryGetValue(look, out var before) && before is [var only] && only == fault)
                return false;
            concerns[look] = [fault];
        }
        Changed?.Invoke(this, EventArgs.Empty);
        return true;
    }

    public HealthNote Note()
    {
        lock (gate)
        {
            var state = phase == HealthState.Ready && concerns.Count > 0 ? HealthState.Degraded : phase;
            return new HealthNote(
                state,
                Environment.ProcessId,
                clock.GetCurrentInstant(),
                startedAt,
                looks.ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal),
                [.. concerns.SelectMany(c => c.Value.Select(word => $"{c.Key}: {word}"))]);
        }
    }
}
