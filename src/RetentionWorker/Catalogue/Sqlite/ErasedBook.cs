using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class ErasedBook(SqliteSession session) : IErasedBook
{
    private const string Known = "SELECT group_id, erased_at, count(*) AS records FROM records WHERE state = 1 AND erased_at IS NOT NULL GROUP BY group_id, erased_at";

    private readonly GroupBook groups = new(session);

    public IEnumerable<ErasedRecords> Of(IReadOnlySet<ProjectId> projects) => projects.SelectMany(p => Rows($"{Known} UNION ALL SELECT group_id, erased_at, records FROM forgotten_erasures", p));

    public IEnumerable<ErasedRecords> StillKnown() => Rows(Known, null);

    private IEnumerable<ErasedRecords> Rows(string erased, ProjectId? project) => session.Stream(
        row => new ErasedRecords(row.GetInt64(5), groups.Key(row, 0), row.At(6), row.GetInt64(7)),
        $"""
        SELECT g.store, g.project, g.category, g.participants, g.collected_on, g.id, e.erased_at, e.records FROM groups g JOIN ({erased}) e ON e.group_id = g.id
        WHERE @1 IS NULL OR g.project = @1 ORDER BY g.id
        """,
        project?.Value);
}
