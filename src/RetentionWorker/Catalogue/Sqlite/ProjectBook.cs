using Microsoft.Data.Sqlite;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class ProjectBook(SqliteSession session) : IProjectBook
{
    private const string Select = "SELECT id, title, planned_end, ended_on, end_event, end_reference, end_recorded_at, added_at, endless FROM projects";

    public ProjectEntry? Find(ProjectId id) => session.First(Read, Select + " WHERE id = @1", id.Value);

    public IReadOnlyList<ProjectEntry> List() => session.List(Read, Select + " ORDER BY id");

    public void Put(ProjectEntry project)
    {
        if (session.Scalar("SELECT 1 FROM projects WHERE id = @1", project.Id.Value) is null)
            RegisterBook.Count(session, "projects", 1);
        session.Execute(
            """
            INSERT INTO projects (id, title, planned_end, ended_on, end_event, end_reference, end_recorded_at, added_at, endless)
            VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9)
            ON CONFLICT (id) DO UPDATE SET title = @2, planned_end = @3, ended_on = @4, end_event = @5, end_reference = @6, end_recorded_at = @7, endless = @9
            """,
            project.Id.Value, project.Title, Column.Of(project.PlannedEnd), Column.Of(project.EndedOn), (long?)project.EndEvent,
            project.EndReference, Column.Of(project.EndRecordedAt), Column.Of(project.AddedAt), project.Endless ? 1L : 0L);
        DecideAnew(session, project.Id);
    }

    /// <summary>Has the project's groups decided anew, and tells whoever is erasing.</summary>
    public static void DecideAnew(SqliteSession session, ProjectId project)
    {
        session.Execute("UPDATE groups SET decided_under = 0 WHERE project = @1", project.Value);
        session.FactsChanged();
    }

    private static ProjectEntry Read(SqliteDataReader row) => new(
        new ProjectId(row.GetString(0)), row.Text(1), row.DateOrNull(2), row.DateOrNull(3), (ProjectEndEvent?)row.Long(4), row.Text(5), row.AtOrNull(6), row.At(7))
    {
        Endless = row.GetInt64(8) == 1,
    };
}
