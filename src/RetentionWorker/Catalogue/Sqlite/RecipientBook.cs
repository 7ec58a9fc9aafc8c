using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class RecipientBook(SqliteSession session) : IRecipientBook
{
    public IReadOnlyList<NamedRecipient> List(ProjectId? project) => session.List(
        row => new NamedRecipient(
            new ProjectId(row.GetString(0)), new RecipientId(row.GetString(1)), (RecipientKind)row.GetInt64(2),
            [.. row.GetString(3).Split('+', StringSplitOptions.RemoveEmptyEntries).Select(c => new CategoryName(c))], row.At(4)),
        "SELECT project, recipient, kind, categories, added_at FROM recipients WHERE @1 IS NULL OR project = @1 ORDER BY project, recipient",
        project?.Value);

    public IReadOnlyList<RecipientAnswer> AnswersOf(ProjectId project, RecipientId recipient) => session.List(
        ReadAnswer,
        "SELECT recorded_at, covers_through, attested_on, reference, because FROM recipient_answers WHERE project = @1 AND recipient = @2 ORDER BY id",
        project.Value, recipient.Value);

    public void Add(NamedRecipient recipient) => session.Execute(
        "INSERT INTO recipients (project, recipient, kind, categories, added_at) VALUES (@1, @2, @3, @4, @5)",
        recipient.Project.Value, recipient.Id.Value, (long)recipient.Kind, string.Join('+', recipient.Of), Column.Of(recipient.AddedAt));

    public void Remove(ProjectId project, RecipientId recipient)
    {
        session.Execute("DELETE FROM recipient_answers WHERE project = @1 AND recipient = @2", project.Value, recipient.Value);
        session.Execute("DELETE FROM recipients WHERE project = @1 AND recipient = @2", project.Value, recipient.Value);
    }

    public void Answer(ProjectId project, RecipientId recipient, RecipientAnswer answer)
    {
        var (on, reference, because) = answer switch
        {
            RecipientAnswer.Attested attested => (Column.Of(attested.On), attested.Reference, (long?)null),
            RecipientAnswer.Excused excused => (null, null, (long)excused.Because),
            _ => throw new InvalidOperationException("The family of answers is closed."),
        };
        session.Execute(
            "INSERT INTO recipient_answers (project, recipient, recorded_at, covers_through, attested_on, reference, because) VALUES (@1, @2, @3, @4, @5, @6, @7)",
            project.Value, recipient.Value, Column.Of(answer.RecordedAt), Column.Of(answer.CoversThrough), on, reference, because);
    }

    public IEnumerable<ErasedThen> Erased(IReadOnlySet<ProjectId> projects) => session.Stream(
        row => new ErasedThen(new ProjectId(row.GetString(0)), row.GetString(1) is { Length: > 0 } category ? new CategoryName(category) : null, row.At(2), row.GetInt64(3)),
        """
        WITH concerned AS MATERIALIZED (SELECT id, project, category FROM groups WHERE project IN (SELECT value FROM json_each(@1))
            OR project IN (SELECT id FROM projects WHERE merged_into IN (SELECT value FROM json_each(@1))))
        SELECT g.project, g.category, r.erased_at, 1 FROM concerned g JOIN records r ON r.group_id = g.id WHERE r.state = 1 AND r.erased_at IS NOT NULL
        UNION ALL SELECT g.project, g.category, f.erased_at, f.records FROM concerned g JOIN forgotten_erasures f ON f.group_id = g.id
        """,
        Json(projects));

    public Instant? InFlightSince(ProjectId project) => session.Scalar(
        """
        SELECT min(i.at) FROM open_intents i JOIN records r ON r.id = i.record_id JOIN groups g ON g.id = r.group_id
        WHERE g.project = @1 OR g.project IN (SELECT id FROM projects WHERE merged_into = @1)
        """,
        project.Value) is long at ? Column.Instant(at) : null;

    /// <summary>Ids need no escaping.</summary>
    private static string Json(IReadOnlySet<ProjectId> projects) => $"[{string.Join(',', projects.Select(p => $"\"{p}\""))}]";

    private static RecipientAnswer ReadAnswer(SqliteDataReader row) => row.DateOrNull(2) is { } on
        ? new RecipientAnswer.Attested(row.At(0), row.AtOrNull(1), on, row.GetString(3))
        : new RecipientAnswer.Excused(row.At(0), row.AtOrNull(1), (ExcuseReason)row.GetInt64(4));
}
