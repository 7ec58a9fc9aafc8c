using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class RejectionBook(SqliteSession session) : IRejectionBook
{
    private readonly StoreNumbers stores = new(session);

    public IReadOnlyList<string> Cover(string digest)
    {
        session.Execute(
            """
            INSERT INTO rejected_records (record, plan, actor, code, at)
            SELECT p.record, p.plan, plans.judged_by, plans.judged_code, plans.judged_at FROM plan_records p JOIN plans ON plans.number = p.plan
            WHERE plans.digest = @1 AND plans.early IS NULL
            ON CONFLICT (record) DO UPDATE SET plan = excluded.plan, actor = excluded.actor, code = excluded.code, at = excluded.at
            """,
            digest);
        var recalled = session.List(
            row => row.GetString(0),
            """
            SELECT plans.digest FROM plans WHERE plans.standing = @1 AND EXISTS (
                SELECT 1 FROM plan_records p JOIN rejected_records x ON x.record = p.record
                WHERE p.plan = plans.number AND x.plan = (SELECT number FROM plans WHERE digest = @2))
            ORDER BY plans.number
            """,
            (long)PlanStanding.Approved, digest);
        foreach (var other in recalled)
        {
            session.Execute(
                "UPDATE plans SET standing = @2, judged_by = NULL, judged_at = NULL, counts_from = NULL, counts_until = NULL, judged_code = NULL WHERE digest = @1",
                other, (long)PlanStanding.Waits);
        }
        return recalled;
    }

    public void Lift(string digest) => session.Execute(
        "DELETE FROM rejected_records WHERE record IN (SELECT record FROM plan_records WHERE plan = (SELECT number FROM plans WHERE digest = @1))", digest);

    public bool Covers(long recordId) => session.Scalar("SELECT 1 FROM rejected_records WHERE record = @1", recordId) is not null;

    public long CountIn(IReadOnlySet<long> groups, long notedUpTo, IReadOnlySet<RecordAddress> heldRecords)
    {
        var covered = session.List(
            row => (Group: row.GetInt64(0), Records: row.GetInt64(1)),
            "SELECT r.group_id, count(*) FROM rejected_records x JOIN records r ON r.id = x.record WHERE r.state = 0 AND r.noted <= @1 GROUP BY r.group_id", notedUpTo)
            .Where(g => groups.Contains(g.Group)).Sum(g => g.Records);
        return covered == 0 ? 0 : covered - heldRecords.Count(held => IsCoveredIn(groups, notedUpTo, held));
    }

    private bool IsCoveredIn(IReadOnlySet<long> groups, long notedUpTo, RecordAddress record) =>
        stores.Find(record.Store) is { } store && session.Scalar(
            "SELECT r.group_id FROM records r JOIN rejected_records x ON x.record = r.id WHERE r.store = @1 AND r.name = @2 AND r.state = 0 AND r.noted <= @3",
            store, record.Name.ToArray(), notedUpTo) is long group && groups.Contains(group);

    // What was rejected is few beside a plan: it is gone through, and looked up in the plan.
    private const string OfPlan = """
        FROM rejected_records x
        CROSS JOIN plan_records p ON p.plan = (SELECT number FROM plans WHERE digest = @1) AND p.record = x.record
        CROSS JOIN records r ON r.id = x.record AND r.state = 0
        """;

    public long CountOf(string digest) => (long)session.Scalar("SELECT count(*) " + OfPlan, digest)!;

    public IReadOnlyList<SaidNo> Against(string digest) =>
    [
        .. session.List(SaidNoOf, $"SELECT q.digest, x.actor, x.at, x.code, count(*) {OfPlan} LEFT JOIN plans q ON q.number = x.plan GROUP BY x.plan, x.actor, x.at, x.code ORDER BY x.at", digest),
        // A no to early erasure covers no record, and is said to whoever is asked for the same plan again.
        .. session.List(
            SaidNoOf, "SELECT digest, judged_by, judged_at, judged_code, records FROM plans WHERE digest = @1 AND early IS NOT NULL AND judged_code IS NOT NULL AND standing <> @2",
            digest, (long)PlanStanding.Rejected),
    ];

    public IReadOnlyList<SaidNo> In(long group, IEnumerable<long> except, Instant now) => session.List(
        SaidNoOf,
        """
        SELECT q.digest, x.actor, x.at, x.code, count(*)
        FROM records r JOIN rejected_records x ON x.record = r.id LEFT JOIN plans q ON q.number = x.plan
        WHERE r.group_id = @1 AND r.state = 0 AND r.id NOT IN (SELECT value FROM json_each(@2)) AND NOT EXISTS (
            SELECT 1 FROM plans a JOIN plan_records p ON p.plan = a.number AND p.record = r.id WHERE a.standing = @3 AND a.counts_until > @4)
        GROUP BY x.plan, x.actor, x.at, x.code ORDER BY x.at
        """,
        group, JsonSerializer.Serialize(except), (long)PlanStanding.Approved, Column.Of(now));

    private static SaidNo SaidNoOf(SqliteDataReader row) =>
        new(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1), row.At(2), row.GetString(3), row.GetInt64(4));

    public IReadOnlyList<RejectedRecords> List(Instant now) => session.List(
        row => new RejectedRecords(row.GetString(0), row.GetString(1), row.At(2), row.GetInt64(3), row.GetInt64(4)),
        """
        SELECT coalesce(p.digest, @4), x.code, min(x.at), r.group_id, count(*)
        FROM rejected_records x JOIN records r ON r.id = x.record LEFT JOIN plans p ON p.number = x.plan
        WHERE r.state = 0 AND NOT EXISTS (
            SELECT 1 FROM plans a JOIN plan_records q ON q.plan = a.number AND q.record = x.record
            WHERE (a.standing = @1 AND a.expires_at > @3) OR (a.standing = @2 AND a.counts_until > @3))
        GROUP BY x.plan, x.code, r.group_id ORDER BY x.plan, r.group_id
        """,
        (long)PlanStanding.Waits, (long)PlanStanding.Approved, Column.Of(now), RejectedRecords.NoPlan);

    public bool IsCoveredByAnother(string digest, string actor) => session.Scalar(
        """
        SELECT 1 FROM plan_records p JOIN rejected_records x ON x.record = p.record
        WHERE p.plan = (SELECT number FROM plans WHERE digest = @1) AND x.plan IS NOT NULL AND x.actor <> @2 LIMIT 1
        """,
        digest, actor) is not null;

    public void Follow(long from, long to) => session.Execute(
        "INSERT OR IGNORE INTO rejected_records (record, plan, actor, code, at) SELECT @2, plan, actor, code, at FROM rejected_records WHERE record = @1", from, to);

    public void CoverMoved(long record, string actor, Instant at) => session.Execute(
        "INSERT OR IGNORE INTO rejected_records (record, plan, actor, code, at) VALUES (@1, NULL, @2, @3, @4)", record, actor, RejectedRecords.MovedFromHold, Column.Of(at));

    public bool Any() => session.Scalar("SELECT 1 FROM rejected_records LIMIT 1") is not null;
}
