using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class WithdrawalBook(SqliteSession session) : IWithdrawalBook
{
    private const string Select = "SELECT id, project, participant, category, received_on, ground, recorded_at, actor, cancelled_at FROM withdrawals";

    public long Add(WithdrawalFacts facts, string actor)
    {
        var id = (long)session.Scalar(
            """
            INSERT INTO withdrawals (project, participant, category, received_on, ground, recorded_at, actor)
            VALUES (@1, @2, @3, @4, @5, @6, @7) RETURNING id
            """,
            facts.Project.Value, facts.Participant.Value, facts.Category?.Value, Column.Of(facts.ReceivedOn), (long)facts.Ground, Column.Of(facts.RecordedAt), actor)!;
        ProjectBook.DecideAnew(session, facts.Project);
        return id;
    }

    public void Cancel(long id, Instant at)
    {
        var entry = Find(id) ?? throw new ArgumentException("There is no withdrawal of that id.", nameof(id));
        session.Execute("UPDATE withdrawals SET cancelled_at = @2 WHERE id = @1 AND cancelled_at IS NULL", id, Column.Of(at));
        ProjectBook.DecideAnew(session, entry.Facts.Project);
    }

    public WithdrawalEntry? Find(long id) => session.First(Read, Select + " WHERE id = @1", id);

    public IReadOnlyList<WithdrawalEntry> List(ProjectId? project) => project is { } p
        ? session.List(Read, Select + " WHERE project = @1 ORDER BY id", p.Value)
        : session.List(Read, Select + " ORDER BY id");

    private static WithdrawalEntry Read(SqliteDataReader row) => new(
        new WithdrawalFacts(
            row.GetInt64(0), new ProjectId(row.GetString(1)), new ParticipantId(row.GetString(2)),
            row.Text(3) is { } category ? new CategoryName(category) : null, row.Date(4), (WithdrawalGround)row.GetInt64(5), row.At(6)),
        row.GetString(7), row.AtOrNull(8));
}
