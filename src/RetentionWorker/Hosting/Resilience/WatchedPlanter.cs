using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>A planter, asked once and not for long: the next listing asks again, and what it left half done is finished then.</summary>
internal sealed class WatchedPlanter(IRecordPlanter inner, TimeProvider time) : IRecordPlanter
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private readonly AnswerWatch watch = new(Silence, time);

    public Task<PlantOutcome> PlantAsync(RecordName name, ReadOnlyMemory<byte> content, Instant at, string identity, CancellationToken ct) =>
        watch.RunAsync(_ => inner.PlantAsync(name, content, at, identity, ct), ct);
}
