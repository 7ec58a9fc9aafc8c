using System.Text.Json;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Plans;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>A line of the table of plans as it lies there; its columns are found by name.</summary>
internal sealed class PlanRow
{
    public long Number { get; init; }
    public string Digest { get; init; } = "";
    public string Schedule { get; init; } = "";
    public long HoldEpoch { get; init; }
    public string Identities { get; init; } = "{}";
    public string? Project { get; init; }
    public string? Category { get; init; }
    public string? Participant { get; init; }
    public long? Early { get; init; }
    public long Records { get; init; }
    public long Bytes { get; init; }
    public long MadeAt { get; init; }
    public long Noted { get; init; }
    public long Standing { get; init; }
    public long KeptAt { get; init; }
    public long? ExpiresAt { get; init; }
    public long? DeadlineAt { get; init; }
    public string? Exceeded { get; init; }
    public string? JudgedBy { get; init; }
    public long? JudgedAt { get; init; }
    public long? CountsFrom { get; init; }
    public long? CountsUntil { get; init; }
    public string? JudgedCode { get; init; }

    public KeptPlan ToPlan(IReadOnlySet<string> askers)
    {
        var identities = JsonSerializer.Deserialize<Dictionary<string, string>>(Identities)!.ToDictionary(p => new StoreName(p.Key), p => p.Value);
        var scope = new PlanScope(
            Project is { } project ? new ProjectId(project) : null, Category is { } category ? new CategoryName(category) : null,
            Participant is { } participant ? new ParticipantId(participant) : null);
        var plan = new ErasurePlan(
            Digest, Schedule, HoldEpoch, identities, scope, Records, Bytes, Column.Instant(MadeAt), (EarlyReason?)Early, Noted);
        var exceeded = Exceeded is { } json ? JsonSerializer.Deserialize<List<LimitExceeded>>(json)! : [];
        return new KeptPlan(
            plan, (PlanStanding)Standing, askers, Column.Instant(KeptAt), At(ExpiresAt), At(DeadlineAt), exceeded, Judgement());
    }

    private PlanJudgement? Judgement() => JudgedBy is { } judge && JudgedAt is { } at
        ? new PlanJudgement(judge, Column.Instant(at), CountsFrom is { } from && CountsUntil is { } until ? new Approval(Digest, judge, Column.Instant(from), Column.Instant(until)) : null, JudgedCode)
        : null;

    private static Instant? At(long? ticks) => ticks is { } at ? Column.Instant(at) : null;
}
