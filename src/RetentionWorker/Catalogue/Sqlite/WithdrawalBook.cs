using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class WithdrawalBook(SqliteSession session) : IWithdrawalBook
{
    private const string Select =
        "SELECT id, project, participant, category, received_on, ground, recorded_at, actor, cancelled_at, upheld, decided_at, informed_on, informed_at FROM withdrawals";

    private const string Exempted = "SELECT withdrawal, category, because, reference, at FROM exemptions";

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
        session.Execute("UPDATE withdrawals SET cancelled_at = @2 WHERE id = @1 AND cancelled_at IS NULL", id, Column.Of(at));
        ProjectBook.DecideAnew(session, ProjectOf(id));
    }

    public void Decide(long id, ObjectionRuling ruling)
    {
        session.Execute("UPDATE withdrawals SET upheld = @2, decided_at = @3 WHERE id = @1 AND decided_at IS NULL", id, ruling.Upheld ? 1L : 0L, Column.Of(ruling.At));
        ProjectBook.DecideAnew(session, ProjectOf(id));
    }

    public void Exempt(long id, Exemption exemption, string actor)
    {
        session.Execute(
            "INSERT INTO exemptions (withdrawal, category, because, reference, at, actor) VALUES (@1, @2, @3, @4, @5, @6)",
            id, exemption.Category.Value, (long)exemption.Because, exemption.Reference, Column.Of(exemption.At), actor);
        ProjectBook.DecideAnew(session, ProjectOf(id));
    }

    public void Inform(long id, LocalDate on, Instant at) =>
        session.Execute("UPDATE withdrawals SET informed_on = @2, informed_at = @3 WHERE id = @1", id, Column.Of(on), Column.Of(at));

    public WithdrawalEntry? Find(long id) =>
        session.First(Read, Select + " WHERE id = @1", id) is { } found ? WithExemptions([found], session.List(ReadExemption, Exempted + " WHERE withdrawal = @1", id))[0] : null;

    public IReadOnlyList<WithdrawalEntry> List(ProjectId? project) => project is { } p
        ? WithExemptions(
            session.List(Read, Select + " WHERE project = @1 ORDER BY id", p.Value),
            session.List(ReadExemption, Exempted + " WHERE withdrawal IN (SELECT id FROM withdrawals WHERE project = @1)", p.Value))
        : WithExemptions(session.List(Read, Select + " ORDER BY id"), session.List(ReadExemption, Exempted));

    private ProjectId ProjectOf(long id) =>
        session.Scalar("SELECT project FROM withdrawals WHERE id = @1", id) is string project ? new ProjectId(project) : throw new ArgumentException("There is no withdrawal of that id.", nameof(id));

    private static List<WithdrawalEntry> WithExemptions(List<WithdrawalEntry> withdrawals, List<(long Withdrawal, Exemption Exemption)> exemptions)
    {
        if (exemptions.Count == 0)
            return withdrawals;
        var of = exemptions.ToLookup(e => e.Withdrawal, e => e.Exemption);
        return withdrawals.ConvertAll(w => of.Contains(w.Facts.Id) ? w with { Facts = w.Facts with { Exemptions = [.. of[w.Facts.Id]] } } : w);
    }

    private static (long Withdrawal, Exemption Exemption) ReadExemption(SqliteDataReader row) =>
        (row.GetInt64(0), new Exemption(new CategoryName(row.GetString(1)), (ExemptReason)row.GetInt64(2), row.GetString(3), row.At(4)));

    private static WithdrawalEntry Read(SqliteDataReader row)
    {
        var facts = new WithdrawalFacts(
            row.GetInt64(0), new ProjectId(row.GetString(1)), new ParticipantId(row.GetString(2)),
            row.Text(3) is { } category ? new CategoryName(category) : null, row.Date(4), (WithdrawalGround)row.GetInt64(5), row.At(6))
        {
            Ruling = row.Long(9) is { } upheld ? new ObjectionRuling(upheld == 1, row.At(10)) : null,
        };
        return new WithdrawalEntry(facts, row.GetString(7), row.AtOrNull(8)) { InformedOn = row.DateOrNull(11), InformedAt = row.AtOrNull(12) };
    }
}
