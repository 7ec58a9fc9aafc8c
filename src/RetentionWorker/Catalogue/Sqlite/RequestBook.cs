using Microsoft.Data.Sqlite;
using NodaTime;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class RequestBook(SqliteSession session) : IRequestBook
{
    private const string Select = "SELECT id, digest, actor, at, state, done, total, result FROM requests";

    public long Add(string digest, string actor, Instant at) => (long)session.Scalar(
        "INSERT INTO requests (digest, actor, at) VALUES (@1, @2, @3) RETURNING id", digest, actor, Column.Of(at))!;

    public PlanRequest? Next() => session.First(Read, Select + " WHERE state < 2 ORDER BY id LIMIT 1");

    public PlanRequest? Find(long id) => session.First(Read, Select + " WHERE id = @1", id);

    public void Update(long id, RequestState state, long done, long total, string? result) => session.Execute(
        "UPDATE requests SET state = @2, done = @3, total = @4, result = @5 WHERE id = @1", id, (long)state, done, total, result);

    private static PlanRequest Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.At(3), (RequestState)row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.Text(7));
}
