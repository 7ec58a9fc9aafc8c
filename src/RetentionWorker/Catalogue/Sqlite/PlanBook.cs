using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Plans;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class PlanBook(SqliteSession session) : IPlanBook
{
    private const string SelectRequest = "SELECT id, digest, project, category, participant, actor, at, state, done, total, result FROM requests";

    public void Put(ErasurePlan plan, string actor, string status) => session.Execute(
        """
        INSERT INTO plans (digest, schedule, hold_epoch, identities, project, category, participant, records, bytes, made_at, actor, status, noted)
        VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13)
        ON CONFLICT (digest) DO UPDATE SET status = @12, noted = @13, made_at = @10
        """,
        plan.Digest, plan.ScheduleSha256, plan.HoldEpoch,
        JsonSerializer.Serialize(plan.StoreIdentities.OrderBy(p => p.Key.Value, StringComparer.Ordinal).ToDictionary(p => p.Key.Value, p => p.Value)),
        plan.Scope.Project?.Value, plan.Scope.Category?.Value, plan.Scope.Participant?.Value, plan.Records, plan.Bytes, Column.Of(plan.MadeAt), actor, status,
        plan.NotedUpTo);

    public (ErasurePlan Plan, string Actor, string Status)? Find(string digest)
    {
        using var row = session.Prepared(
            "SELECT digest, schedule, hold_epoch, identities, project, category, participant, records, bytes, made_at, actor, status, noted FROM plans WHERE digest = @1",
            digest).ExecuteReader();
        if (!row.Read())
            return null;
        var identities = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(3))!.ToDictionary(p => new StoreName(p.Key), p => p.Value);
        var plan = new ErasurePlan(row.GetString(0), row.GetString(1), row.GetInt64(2), identities, Scope(row, 4), row.GetInt64(7), row.GetInt64(8), row.At(9), row.GetInt64(12));
        return (plan, row.GetString(10), row.GetString(11));
    }

    public long Request(string digest, PlanScope scope, string actor, Instant at) => (long)session.Scalar(
        "INSERT INTO requests (digest, project, category, participant, actor, at) VALUES (@1, @2, @3, @4, @5, @6) RETURNING id",
        digest, scope.Project?.Value, scope.Category?.Value, scope.Participant?.Value, actor, Column.Of(at))!;

    public PlanRequest? NextRequest() => session.First(ReadRequest, SelectRequest + " WHERE state < 2 ORDER BY id LIMIT 1");

    public PlanRequest? FindRequest(long id) => session.First(ReadRequest, SelectRequest + " WHERE id = @1", id);

    public void UpdateRequest(long id, RequestState state, long done, long total, string? result) => session.Execute(
        "UPDATE requests SET state = @2, done = @3, total = @4, result = @5 WHERE id = @1", id, (long)state, done, total, result);

    private static PlanRequest ReadRequest(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), Scope(row, 2), row.GetString(5), row.At(6), (RequestState)row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.Text(10));

    private static PlanScope Scope(SqliteDataReader row, int first) => new(
        row.Text(first) is { } project ? new ProjectId(project) : null,
        row.Text(first + 1) is { } category ? new CategoryName(category) : null,
        row.Text(first + 2) is { } participant ? new ParticipantId(participant) : null);
}
