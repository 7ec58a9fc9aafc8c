using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.Watch;

/// <summary>What an outside monitor hears after an unattended run. <paramref name="Failures"/>: stable words for what was not good; empty where all was.</summary>
internal sealed record LifeSign(Instant At, IReadOnlyList<string> Failures)
{
    public bool IsGood => Failures.Count == 0;

    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", InstantPattern.General.Format(At));
            json.WriteBoolean("good", IsGood);
            json.WriteStartArray("failures");
            foreach (var failure in Failures)
                json.WriteStringValue(failure);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}

/// <summary>The way to the monitor. Throws <see cref="EscalationFault"/> where it did not take the sign.</summary>
internal interface ILifeSignChannel
{
    Task SendAsync(LifeSign sign, CancellationToken ct);
}

/// <summary>
/// The other half of a dead-man's switch: a sign of life after each unattended run that happened, closed its books and left every canary where it must
/// be; a sign of failure after any other. What keeps records for reasons of their own (a plan that waits, a record that a store refuses) is no failure
/// of life: those are stops, with clocks.
/// </summary>
internal sealed class LifeSigns(WatchDesk desk, ILifeSignChannel channel)
{
    /// <summary>The word for a run that did not come to its end.</summary>
    public const string RunFailed = "run-failed";

    private static readonly HashSet<string> NoFailures = ["waits-for-approval", "records-failed", "overdue"];

    /// <summary>Sends it. <paramref name="concerns"/> are the run's own words. A fault of the sending is among what is returned, and stops nothing.</summary>
    public async Task<(LifeSign Sign, IReadOnlyList<string> Faults)> SendAsync(IReadOnlyList<string> concerns, CancellationToken ct)
    {
        var watched = desk.Look();
        var sign = new LifeSign(watched.At, [.. concerns.Where(c => !NoFailures.Contains(c))
            .Concat(watched.Obstacles.Where(o => CanaryObstacles.Kinds.Contains(o.Kind)).Select(o => Steps.WordOf(o.Kind))).Distinct()]);
        try
        {
            await channel.SendAsync(sign, ct);
            return (sign, []);
        }
        catch (EscalationFault fault)
        {
            return (sign, [$"heartbeat-{fault.Code}"]);
        }
    }
}
