using Microsoft.Data.Sqlite;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class ProjectBook(SqliteSession session) : IProjectBook
{
    private const string Select = "SELECT id, title, planned_end, ended_on, end_event, end_reference, end_recorded_at, added_at, endless, merged_into, merged_at, role, choice, choice_on, choice_reference, instructed_at, controller_since FROM projects";

    public ProjectEntry? Find(ProjectId id) => session.First(Read, Select + " WHERE id = @1", id.Value);

    public IReadOnlyList<ProjectEntry> List() => session.List(Read, Select + " ORDER BY id");

    public void Put(ProjectEntry project)
    {
        if (session.Scalar("SELECT 1 FROM projects WHERE id = @1", project.Id.Value) is null)
            RegisterBook.Count(session, "projects", 1);
        session.Execute(
            """
            INSERT INTO projects (id, title, planned_end, ended_on, end_event, end_reference, end_recorded_at, added_at, endless, merged_into, merged_at, role,
                choice, choice_on, choice_reference, instructed_at, controller_since)
            VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16, @17)
            ON CONFLICT (id) DO UPDATE SET title = @2, planned_end = @3, ended_on = @4, end_event = @5, end_reference = @6, end_recorded_at = @7, endless = @9,
                merged_into = @10, merged_at = @11, role = @12, choice = @13, choice_on = @14, choice_reference = @15, instructed_at = @16,
                controller_since = @17
            """,
            project.Id.Value, project.Title, Column.Of(project.PlannedEnd), Column.Of(project.EndedOn), (long?)project.EndEvent,
            project.EndReference, Column.Of(project.EndRecordedAt), Column.Of(project.AddedAt), project.Endless ? 1L : 0L,
            project.MergedInto?.Value, Column.Of(project.MergedAt), (long)project.Role, (long?)project.Instruction?.Choice, Column.Of(project.Instruction?.On),
            project.Instruction?.Reference, Column.Of(project.Instruction?.RecordedAt), Column.Of(project.ControllerSince));
        DecideAnew(session, project.Id);
    }

    public IReadOnlyList<ProjectId> MergedInto(ProjectId project) =>
        session.List(row => new ProjectId(row.GetString(0)), "SELECT id FROM projects WHERE merged_into = @1 ORDER BY id", project.Value);

    /// <summary>
    /// Has the groups of the project, and of those that go on as part of it, decided anew, and tells whoever is erasing. Likewise of projects with a correction that
    /// may not fit any more: of one that was to go on as part of this one, and of the one that this goes on as part of.
    /// </summary>
    public static void DecideAnew(SqliteSession session, ProjectId project)
    {
        session.Execute(
            """
            UPDATE groups SET decided_under = 0 WHERE project = @1 OR project IN (SELECT id FROM projects WHERE merged_into = @1)
                OR project IN (SELECT project FROM corrections WHERE into_project = @1 AND standing IN (0, 1))
                OR project IN (SELECT merged_into FROM projects WHERE id = @1)
            """,
            project.Value);
        session.FactsChanged();
    }

    private static ProjectEntry Read(SqliteDataReader row) => new(
        new ProjectId(row.GetString(0)), row.Text(1), row.DateOrNull(2), row.DateOrNull(3), (ProjectEndEvent?)row.Long(4), row.Text(5), row.AtOrNull(6), row.At(7))
    {
        Endless = row.GetInt64(8) == 1,
        MergedInto = row.Text(9) is { } into ? new ProjectId(into) : null,
        MergedAt = row.AtOrNull(10),
        Role = (ProjectRole)row.GetInt64(11),
        Instruction = row.Long(12) is { } choice ? new Instruction((ControllerChoice)choice, row.Date(13), row.GetString(14), row.At(15)) : null,
        ControllerSince = row.AtOrNull(16),
    };
}
