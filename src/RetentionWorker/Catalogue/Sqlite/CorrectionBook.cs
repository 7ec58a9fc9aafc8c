using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class CorrectionBook(SqliteSession session) : ICorrectionBook
{
    private const string Select = """
        SELECT number, digest, kind, project, into_project IntoProject, from_value FromValue, to_value ToValue, event, reference, planned_from PlannedFrom, planned_to PlannedTo, informed, shift, schedule, records,
            asked_by AskedBy, asked_at AskedAt, deadline_at DeadlineAt, standing, judged_by JudgedBy, judged_at JudgedAt, counts_from CountsFrom, judged_code JudgedCode
        FROM corrections
        """;

    public long Next => (long)session.Scalar("SELECT coalesce(max(number), 0) + 1 FROM corrections")!;

    public void Ask(CorrectionEntry entry)
    {
        var (into, from, to, what, reference) = entry.Correction switch
        {
            Correction.EndMoved c => (null, Column.Of(c.From), Column.Of(c.To), (long?)c.Event, c.Reference),
            Correction.PlanMoved c => (null, Column.Of(c.From), Column.Of(c.To), null, null),
            Correction.Merged c => (c.Into.Value, Column.Of(c.From), Column.Of(c.To), null, null),
            Correction.Endless c => (null, Column.Of(c.From), null, null, null),
            Correction.RoleChanged c => (null, AuditWord.Of(c.From), AuditWord.Of(c.To), null, null),
            Correction.TemplateReplaced c => (c.Store.Value, c.From, c.To, null, null),
            Correction.ScheduleReplaced c => (null, c.From, c.To, null, null),
            _ => ((string?)null, (string?)null, (string?)null, (long?)null, (string?)null),
        };
        var merged = entry.Correction as Correction.Merged;
        session.Execute(
            """
            INSERT INTO corrections (number, digest, kind, project, into_project, from_value, to_value, event, reference, informed, shift, schedule, records,
                asked_by, asked_at, deadline_at, standing, planned_from, planned_to)
            VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16, @17, @18, @19)
            """,
            entry.Number, entry.Digest, entry.Correction.Kind, entry.Correction.Project?.Value, into, from, to, what, reference, (long?)entry.Informed,
            (long)entry.Correction.Shift, entry.ScheduleText, entry.Records, entry.AskedBy, Column.Of(entry.AskedAt), Column.Of(entry.DeadlineAt), (long)entry.Standing,
            Column.Of(merged?.PlannedFrom), Column.Of(merged?.PlannedTo));
        DecideAnew(entry.Correction.Project);
    }

    public CorrectionEntry? Find(string digest) => Rows(" WHERE digest = @1", digest).SingleOrDefault();

    public IReadOnlyList<CorrectionEntry> Open() => Rows(" WHERE standing IN (0, 1) ORDER BY number");

    public IReadOnlyList<CorrectionEntry> List() => Rows(" ORDER BY number");

    public void Judge(long number, CorrectionStanding standing, string actor, Instant at, Instant? countsFrom, string? code)
    {
        session.Execute(
            "UPDATE corrections SET standing = @2, judged_by = @3, judged_at = @4, counts_from = @5, judged_code = @6 WHERE number = @1",
            number, (long)standing, actor, Column.Of(at), Column.Of(countsFrom), code);
        DecideAnew(session.Scalar("SELECT project FROM corrections WHERE number = @1", number) is string project ? new ProjectId(project) : null);
    }

    private void DecideAnew(ProjectId? project)
    {
        if (project is { } concerned)
            ProjectBook.DecideAnew(session, concerned);
        else
            session.FactsChanged();
    }

    private IReadOnlyList<CorrectionEntry> Rows(string where, params ReadOnlySpan<object?> values) => session.Mapped<Row, CorrectionEntry>(row => row.ToEntry(), Select + where, values);

    /// <summary>A line of the table as it lies there; its columns are found by name.</summary>
    private sealed class Row
    {
        public long Number { get; init; }
        public string Digest { get; init; } = "";
        public string Kind { get; init; } = "";
        public string? Project { get; init; }
        public string? IntoProject { get; init; }
        public string? FromValue { get; init; }
        public string? ToValue { get; init; }
        public long? Event { get; init; }
        public string? Reference { get; init; }
        public string? PlannedFrom { get; init; }
        public string? PlannedTo { get; init; }
        public long? Informed { get; init; }
        public long Shift { get; init; }
        public byte[]? Schedule { get; init; }
        public long Records { get; init; }
        public string AskedBy { get; init; } = "";
        public long AskedAt { get; init; }
        public long? DeadlineAt { get; init; }
        public long Standing { get; init; }
        public string? JudgedBy { get; init; }
        public long? JudgedAt { get; init; }
        public long? CountsFrom { get; init; }
        public string? JudgedCode { get; init; }

        public CorrectionEntry ToEntry() => new(
            Number, Digest, What(), (InformedHow?)Informed, Schedule, Records, AskedBy, Column.Instant(AskedAt), At(DeadlineAt), (CorrectionStanding)Standing)
        {
            JudgedBy = JudgedBy, JudgedAt = At(JudgedAt), CountsFrom = At(CountsFrom), Code = JudgedCode,
        };

        private Correction What() => Kind switch
        {
            "end-moved" => new Correction.EndMoved(new ProjectId(Project!), Day(FromValue), Day(ToValue), (ProjectEndEvent?)Event, Reference),
            "plan-moved" => new Correction.PlanMoved(new ProjectId(Project!), Day(FromValue), Column.Date(ToValue!)),
            "merged" => new Correction.Merged(new ProjectId(Project!), new ProjectId(IntoProject!), Day(FromValue), Day(ToValue)) { PlannedFrom = Day(PlannedFrom), PlannedTo = Day(PlannedTo) },
            "endless" => new Correction.Endless(new ProjectId(Project!), Day(FromValue)),
            "role-changed" => new Correction.RoleChanged(new ProjectId(Project!), Role(FromValue!), Role(ToValue!)),
            "template-replaced" => new Correction.TemplateReplaced(new StoreName(IntoProject!), FromValue!, ToValue!, (Shift)Shift),
            "schedule-replaced" => new Correction.ScheduleReplaced(FromValue!, ToValue!, (Shift)Shift),
            _ => throw new FormatException("An unknown kind of correction."),
        };

        private static ProjectRole Role(string word) => Enum.Parse<ProjectRole>(word, ignoreCase: true);

        private static LocalDate? Day(string? text) => text is null ? null : Column.Date(text);

        private static Instant? At(long? ticks) => ticks is { } at ? Column.Instant(at) : null;
    }
}
