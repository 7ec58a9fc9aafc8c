using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class SpentBook(SqliteSession session) : ISpentBook
{
    private readonly StoreNumbers stores = new(session);

    public void Add(IReadOnlyList<SpentLine> lines)
    {
        foreach (var line in lines)
        {
            session.Execute(
                "INSERT INTO spent (at, store, project, participants, records, bytes) VALUES (@1, @2, @3, @4, @5, @6)",
                Column.Of(line.At), stores.Of(line.Store), line.Project.Value, Column.Of(line.Participation), line.Records, line.Bytes);
        }
    }

    public IReadOnlyList<SpentLine> Since(Instant from) => session.List(
        row => new SpentLine(
            row.At(0), stores.Name(row.GetInt64(1)), new ProjectId(row.GetString(2)), Column.Participants(row.GetString(3)), row.GetInt64(4), row.GetInt64(5)),
        "SELECT at, store, project, participants, records, bytes FROM spent WHERE at >= @1", Column.Of(from));

    public void DropBefore(Instant at) => session.Execute("DELETE FROM spent WHERE at < @1", Column.Of(at));
}
