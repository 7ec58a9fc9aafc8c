using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Plans;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class PlanBook(SqliteSession session) : IPlanBook
{
    private const string Select = """
        SELECT number, digest, schedule, hold_epoch HoldEpoch, identities, project, category, participant, early, records, bytes, made_at MadeAt, noted,
            standing, kept_at KeptAt, expires_at ExpiresAt, deadline_at DeadlineAt, exceeded, judged_by JudgedBy, judged_at JudgedAt,
            counts_from CountsFrom, counts_until CountsUntil, judged_code JudgedCode
        FROM plans
        """;

    private readonly StoreNumbers stores = new(session);

    public void Put(ErasurePlan plan, string actor, PlanStanding standing) => NumberOf(plan, actor, standing, [], null, null);

    public void Keep(
        ErasurePlan plan, string actor, PlanStanding standing, IReadOnlyList<long> groups, IReadOnlySet<RecordAddress> heldRecords,
        IReadOnlyList<LimitExceeded> exceeded, Instant? expiresAt, Instant? deadlineAt)
    {
        var number = NumberOf(plan, actor, standing, exceeded, expiresAt, deadlineAt);
        // What somebody said of it when it stood here before counts no more. A no to early erasure, which no record remembers, is kept to be told.
        session.Execute(
            "UPDATE plans SET judged_by = NULL, judged_at = NULL, counts_from = NULL, counts_until = NULL, judged_code = NULL WHERE number = @1 AND (early IS NULL OR judged_code IS NULL)", number);
        if (session.Scalar("SELECT 1 FROM plan_records WHERE plan = @1 LIMIT 1", number) is not null)
            return;
        foreach (var group in groups)
        {
            session.Execute(
                "INSERT INTO plan_records (plan, record, version) SELECT @1, id, version FROM records WHERE group_id = @2 AND state = 0 AND noted <= @3",
                number, group, plan.NotedUpTo);
        }
        foreach (var held in heldRecords)
        {
            if (stores.Find(held.Store) is { } store)
                session.Execute("DELETE FROM plan_records WHERE plan = @1 AND record = (SELECT id FROM records WHERE store = @2 AND name = @3)", number, store, held.Name.ToArray());
        }
    }

    public void Ask(string digest, string actor) =>
        session.Execute("INSERT OR IGNORE INTO plan_askers (plan, actor) SELECT number, @2 FROM plans WHERE digest = @1", digest, actor);

    /// <summary>Somebody who asked for the rejected plan <c>o</c> rejected it themselves, and without that it would live at the instant.</summary>
    private static string OwnNo(string now) => $"o.standing = 3 AND o.expires_at > {now} AND EXISTS (SELECT 1 FROM plan_askers WHERE plan = o.number AND actor = o.judged_by)";

    public string? AskedElsewhere(string digest, string actor, Instant now) => (string?)session.Scalar(
        $"""
        SELECT o.digest FROM plans o JOIN plan_askers a ON a.plan = o.number AND a.actor = @2
        WHERE o.digest <> @1 AND ((o.standing IN (0, 1) AND (o.expires_at IS NULL OR o.expires_at > @3)) OR (o.standing = 2 AND o.counts_until > @3) OR ({OwnNo("@3")}))
            AND EXISTS (
                SELECT 1 FROM plan_records theirs
                CROSS JOIN plan_records p ON p.plan = (SELECT number FROM plans WHERE digest = @1) AND p.record = theirs.record
                CROSS JOIN records r ON r.id = p.record
                WHERE theirs.plan = o.number AND r.state = 0)
        ORDER BY o.number LIMIT 1
        """,
        digest, actor, Column.Of(now));

    public KeptPlan? Find(string digest) => Rows(" WHERE digest = @1", digest).SingleOrDefault();

    public IReadOnlyList<KeptPlan> List(PlanStanding standing) => Rows(" WHERE standing = @1 ORDER BY number", (long)standing);

    public void Wait(string digest, IReadOnlyList<LimitExceeded> exceeded) => session.Execute(
        "UPDATE plans SET standing = @2, exceeded = @3 WHERE digest = @1", digest, (long)PlanStanding.Waits, JsonSerializer.Serialize(exceeded));

    public void Judge(string digest, PlanJudgement judgement)
    {
        session.Execute(
            """
            UPDATE plans SET standing = @2, judged_by = @3, judged_at = @4, counts_from = @5, counts_until = @6, judged_code = @7,
                -- Taken back, it would have lived for as long as its approval.
                expires_at = CASE WHEN @6 IS NULL AND standing = 2 AND counts_until > expires_at THEN counts_until ELSE expires_at END
            WHERE digest = @1
            """,
            digest, (long)(judgement.Approval is null ? PlanStanding.Rejected : PlanStanding.Approved), judgement.Actor, Column.Of(judgement.At),
            Column.Of(judgement.Approval?.From), Column.Of(judgement.Approval?.Until), judgement.Code);
        // What is being carried out under an approval ends where the approval is taken back: the next destructive call asks for the epoch.
        if (judgement.Approval is null)
            session.FactsChanged();
    }

    public long CountInFlight(string digest) => (long)session.Scalar(
        """
        SELECT count(*) FROM plan_records p JOIN open_intents i ON i.record_id = p.record WHERE p.plan = (SELECT number FROM plans WHERE digest = @1)
        """,
        digest)!;

    public IReadOnlyList<KeptRecord> Page(string digest, StoreName? store, long afterId, int most) => session.List(
        row => new KeptRecord(
            new PlannedRecord(
                row.GetInt64(0), new RecordAddress(stores.Name(row.GetInt64(1)), RecordName.Owning(row.Bytes(2)!)), new RecordVersion(row.GetString(3)),
                row.GetInt64(4), row.GetInt64(5)),
            (RecordState)row.GetInt64(6) == RecordState.Present, row.GetInt64(7) == 1, RecordBook.SetbackOf(row, 8)),
        $"""
        SELECT r.id, r.store, r.name, p.version, r.size, r.group_id, r.state, p.version <> r.version, {RecordBook.Setbacks}
        FROM plan_records p JOIN records r ON r.id = p.record
        WHERE p.plan = (SELECT number FROM plans WHERE digest = @1) AND p.record > @2 AND (@3 IS NULL OR r.store = @3) ORDER BY p.record LIMIT @4
        """,
        digest, afterId, store is { } named ? stores.Of(named) : null, (long)most);

    public IReadOnlyList<KeptShare> Shares(string digest) => session.List(
        row => new KeptShare(stores.Name(row.GetInt64(0)), new ProjectId(row.GetString(1)), row.GetInt64(2), row.GetInt64(3)),
        """
        SELECT r.store, g.project, count(*), sum(r.size) FROM plan_records p JOIN records r ON r.id = p.record JOIN groups g ON g.id = r.group_id
        WHERE p.plan = (SELECT number FROM plans WHERE digest = @1) AND r.state = 0 AND g.project <> '' GROUP BY r.store, g.project
        """,
        digest);

    public IReadOnlyList<long> Groups(string digest) => session.List(
        row => row.GetInt64(0),
        """
        SELECT DISTINCT r.group_id FROM plan_records p JOIN records r ON r.id = p.record
        WHERE p.plan = (SELECT number FROM plans WHERE digest = @1) AND r.state = 0 ORDER BY 1
        """,
        digest);

    public long DropRecords(Instant now) => session.Execute(
        $"""
        DELETE FROM plan_records WHERE plan IN (
            SELECT o.number FROM plans o
            WHERE o.standing = 4 OR (o.standing IN (0, 1) AND o.expires_at <= @1) OR (o.standing = 2 AND o.counts_until <= @1) OR (o.standing = 3 AND NOT ({OwnNo("@1")})))
        """,
        Column.Of(now));

    private long NumberOf(ErasurePlan plan, string actor, PlanStanding standing, IReadOnlyList<LimitExceeded> exceeded, Instant? expiresAt, Instant? deadlineAt)
    {
        // A stop is as old as the wait: made anew at each look, it goes on.
        const string GoesOnWaiting = "standing = 1 AND @13 = 1 AND expires_at > @11";
        var number = (long)session.Scalar(
            $"""
            INSERT INTO plans (digest, schedule, hold_epoch, identities, project, category, participant, early, records, bytes, made_at, noted, standing, kept_at,
                expires_at, deadline_at, exceeded)
            VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @11, @14, @15, @16)
            ON CONFLICT (digest) DO UPDATE SET standing = @13, made_at = @11, noted = @12, kept_at = CASE WHEN {GoesOnWaiting} THEN kept_at ELSE @11 END, expires_at = @14, deadline_at = @15, exceeded = @16
            RETURNING number
            """,
            plan.Digest, plan.ScheduleSha256, plan.HoldEpoch,
            JsonSerializer.Serialize(plan.StoreIdentities.OrderBy(p => p.Key.Value, StringComparer.Ordinal).ToDictionary(p => p.Key.Value, p => p.Value)),
            plan.Scope.Project?.Value, plan.Scope.Category?.Value, plan.Scope.Participant?.Value, (long?)plan.Early, plan.Records, plan.Bytes,
            Column.Of(plan.MadeAt), plan.NotedUpTo, (long)standing, Column.Of(expiresAt), Column.Of(deadlineAt),
            exceeded.Count == 0 ? null : JsonSerializer.Serialize(exceeded))!;
        session.Execute("INSERT OR IGNORE INTO plan_askers (plan, actor) VALUES (@1, @2)", number, actor);
        return number;
    }

    private IReadOnlyList<KeptPlan> Rows(string where, params ReadOnlySpan<object?> values) =>
        session.Mapped<PlanRow, KeptPlan>(row => WithRejected(row.ToPlan(Askers(row.Number))), Select + where, values);

    /// <summary>Looked up whenever the plan is, and nowhere written down: so a no reaches every plan that can still be carried out, and none loses it.</summary>
    private KeptPlan WithRejected(KeptPlan plan) => plan.Standing is PlanStanding.Saved or PlanStanding.Waits
        ? plan with { Exceeded = PlanApproval.WithRejected(plan.Exceeded, session.Rejections.CountOf(plan.Plan.Digest)) }
        : plan;

    private HashSet<string> Askers(long number) => [.. session.List(row => row.GetString(0), "SELECT actor FROM plan_askers WHERE plan = @1", number)];
}
