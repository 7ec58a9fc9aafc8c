using System.Diagnostics.Metrics;
using NodaTime;

namespace RetentionWorker.Watch;

/// <summary>
/// What the last look at the obstacles came to, for whoever measures the daemon. A reading asks nobody: it answers from memory, by the clock of the moment.
/// Its one tag is a kind of obstacle.
/// </summary>
internal sealed class StopGauges : IDisposable
{
    public const string Name = "RetentionWorker";

    private static readonly ObstacleKind[] Kinds = Enum.GetValues<ObstacleKind>();
    private static readonly KeyValuePair<string, object?>[] Tags = [.. Kinds.Select(k => new KeyValuePair<string, object?>("kind", Steps.WordOf(k)))];

    private readonly Meter meter = new(Name);
    private readonly IClock clock;
    private Watched? last;

    public StopGauges(IClock clock)
    {
        this.clock = clock;
        meter.CreateObservableGauge("retention.stops.open", Open, "{stop}", "Open stops by kind; a kind of which none is open reads 0.");
        meter.CreateObservableGauge("retention.records.overdue", () => Read(w => (long?)w.OverdueRecords), "{record}", "Records that no hold keeps and whose deadline has passed.");
        meter.CreateObservableGauge("retention.stops.earliest", () => Read(w => w.Obstacles.Count == 0 ? null : SecondsTo(w.Obstacles.Min(o => o.MustBeResolvedBy))), "s", "Until the first open stop must be resolved; negative once it is overdue, absent where none is open.");
        meter.CreateObservableGauge("retention.run.age", () => Read(w => w.LastRun is { } at ? -SecondsTo(at) : null), "s", "Since the end of the last unattended run, as of the last look; absent where none ever was.");
    }

    public void Show(Watched watched) => Volatile.Write(ref last, watched);

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Open() => Volatile.Read(ref last) is { } watched
        ? Kinds.Zip(Tags, (kind, tag) => new Measurement<long>(watched.Obstacles.Count(o => o.Kind == kind), tag))
        : [];

    /// <summary>Nothing before the first look.</summary>
    private IEnumerable<Measurement<T>> Read<T>(Func<Watched, T?> read)
        where T : struct => Volatile.Read(ref last) is { } watched && read(watched) is { } value ? [new Measurement<T>(value)] : [];

    private double? SecondsTo(Instant at) => (at - clock.GetCurrentInstant()).TotalSeconds;
}
