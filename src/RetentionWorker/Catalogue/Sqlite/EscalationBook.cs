using Microsoft.Data.Sqlite;
using NodaTime;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class EscalationBook(SqliteSession session) : IEscalationBook
{
    public IReadOnlyList<EscalatedStep> List() => session.List(Read, "SELECT kind, subject, code, step FROM escalations");

    public void Add(EscalatedStep step, Instant at) => session.Execute(
        "INSERT OR IGNORE INTO escalations (kind, subject, code, step, at) VALUES (@1, @2, @3, @4, @5)", step.Kind, step.Subject, step.Code, step.Step, Column.Of(at));

    public void Drop(EscalatedStep step)
    {
        session.Execute("DELETE FROM escalations WHERE kind = @1 AND subject = @2 AND code = @3 AND step = @4", step.Kind, step.Subject, step.Code, step.Step);
        session.Execute("DELETE FROM escalations_sent WHERE kind = @1 AND subject = @2 AND code = @3 AND step = @4", step.Kind, step.Subject, step.Code, step.Step);
    }

    public IReadOnlyList<EscalatedStep> Unsent(string channel) => session.List(
        Read, "SELECT kind, subject, code, step FROM escalations EXCEPT SELECT kind, subject, code, step FROM escalations_sent WHERE channel = @1", channel);

    public void Sent(string channel, EscalatedStep step) => session.Execute(
        "INSERT OR IGNORE INTO escalations_sent (channel, kind, subject, code, step) VALUES (@1, @2, @3, @4, @5)", channel, step.Kind, step.Subject, step.Code, step.Step);

    private static EscalatedStep Read(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
}
