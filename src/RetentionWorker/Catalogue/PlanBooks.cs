using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;

namespace RetentionWorker.Catalogue;

/// <summary>What a person said of a waiting plan. The approval is null where they rejected it, and <paramref name="Code"/> says why.</summary>
internal sealed record PlanJudgement(string Actor, Instant At, Approval? Approval, string? Code);

/// <summary>
/// A plan that was kept, with its records. <paramref name="AskedBy"/> is every identity that produced it; <paramref name="ExpiresAt"/> is null
/// where it does not expire by itself (the daemon makes it anew while it is due); <paramref name="DeadlineAt"/> is the earliest of its records.
/// </summary>
internal sealed record KeptPlan(
    ErasurePlan Plan, PlanStanding Standing, IReadOnlySet<string> AskedBy, Instant KeptAt, Instant? ExpiresAt, Instant? DeadlineAt,
    IReadOnlyList<LimitExceeded> Exceeded, PlanJudgement? Judgement)
{
    /// <summary>How long a plan that a person asked for can be carried out or approved.</summary>
    public static readonly Duration OnDemandLifetime = Duration.FromHours(24);

    public bool IsExpired(Instant now) => Standing is PlanStanding.Saved or PlanStanding.Waits && ExpiresAt <= now;

    /// <summary>Nobody can approve it or carry it out any more as it stands: made anew it begins anew.</summary>
    public bool IsOver(Instant now) => IsExpired(now) || (Standing == PlanStanding.Approved && Judgement?.Approval?.Until <= now);
}

/// <summary>One record of a kept plan with what is known of it now. <paramref name="Planned"/> carries the planned version.</summary>
internal sealed record KeptRecord(PlannedRecord Planned, bool IsPresent, bool IsChanged, Setback? Setback);

/// <summary>How many present records of a kept plan lie in one store and project.</summary>
internal sealed record KeptShare(StoreName Store, ProjectId Project, long Present, long Bytes);

internal interface IPlanBook
{
    /// <summary>Notes that a plan was carried out, or stands otherwise; its records are not kept.</summary>
    void Put(ErasurePlan plan, string actor, PlanStanding standing);

    /// <summary>
    /// Keeps the plan with its records as they are planned: what is present in these groups, noted no later than the plan was made, and not
    /// among the records that are held one by one. Keeping a plan again adds who asked and renews when it expires.
    /// </summary>
    void Keep(ErasurePlan plan, string actor, PlanStanding standing, IReadOnlyList<long> groups, IReadOnlySet<RecordAddress> heldRecords, IReadOnlyList<LimitExceeded> exceeded, Instant? expiresAt, Instant? deadlineAt);

    /// <summary>Adds who asked for a kept plan.</summary>
    void Ask(string digest, string actor);

    /// <summary>
    /// Another plan that the person asked for, that still lives (kept, waiting or approved) and would erase some of the same present records; the oldest,
    /// or null. One that somebody who asked for it rejected themselves counts for as long as it would have lived: a no to oneself makes nobody another person.
    /// </summary>
    string? AskedElsewhere(string digest, string actor, Instant now);

    KeptPlan? Find(string digest);

    /// <summary>Kept plans of a standing, oldest first.</summary>
    IReadOnlyList<KeptPlan> List(PlanStanding standing);

    /// <summary>A kept plan turned out to be beyond a limit.</summary>
    void Wait(string digest, IReadOnlyList<LimitExceeded> exceeded);

    void Judge(string digest, PlanJudgement judgement);

    /// <summary>How many records of the kept plan have an intent without an outcome, under whatever plan.</summary>
    long CountInFlight(string digest);

    /// <summary>The next records of a kept plan, in order of their numbers after <paramref name="afterId"/>; of one store where it is named. What is forgotten is left out.</summary>
    IReadOnlyList<KeptRecord> Page(string digest, StoreName? store, long afterId, int most);

    IReadOnlyList<KeptShare> Shares(string digest);

    /// <summary>The groups that its present records belong to.</summary>
    IReadOnlyList<long> Groups(string digest);

    /// <summary>
    /// Drops the records of plans that nobody can carry out any more: done, rejected, or expired before the instant. Of what somebody rejected who had asked for it they
    /// are kept until it would have expired. Returns how many records.
    /// </summary>
    long DropRecords(Instant now);
}

internal enum RequestState
{
    Waiting = 0,
    Running = 1,
    Done = 2,
    Refused = 3,
}

/// <summary>A kept plan handed to the process that erases. <paramref name="Result"/> is the run's summary or the refusal, as JSON.</summary>
internal sealed record PlanRequest(long Id, string Digest, string Actor, Instant At, RequestState State, long Done, long Total, string? Result);

internal interface IRequestBook
{
    long Add(string digest, string actor, Instant at);
    PlanRequest? Next();
    PlanRequest? Find(long id);
    void Update(long id, RequestState state, long done, long total, string? result);
}

/// <summary>What one batch erased of one project and set of participants; a person's approval behind it or not.</summary>
internal sealed record SpentLine(Instant At, StoreName Store, ProjectId Project, Participation Participation, long Records, long Bytes);

/// <summary>What the rolling limits count: only what the schedule approved by itself.</summary>
internal interface ISpentBook
{
    void Add(IReadOnlyList<SpentLine> lines);

    /// <summary>Lines from the instant on (inclusive).</summary>
    IReadOnlyList<SpentLine> Since(Instant from);

    /// <summary>Drops what is older than any window.</summary>
    void DropBefore(Instant at);
}
