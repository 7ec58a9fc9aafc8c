using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>What an import came to. <paramref name="NoEndDate"/> names the running projects of the file that have no end, <paramref name="NotInFile"/> known projects that the file does not name.</summary>
internal sealed record ImportSummary(int Rows, int Added, int Changed, int Ended, int Unchanged, IReadOnlyList<string> NoEndDate, int NotInFile);

/// <summary>
/// Takes a project register in, whole or not at all. It only ever adds projects, changes titles and planned ends, and records ends; what
/// would take an end back, or make records due sooner than recorded, is refused with the row's line.
/// </summary>
internal sealed class ProjectImport(Bookkeeping books)
{
    /// <summary>Takes the file in. <paramref name="progress"/> hears what is being done, how far it is and how far it has to go: bytes read, then rows recorded.</summary>
    public Registered<ImportSummary> Read(Stream file, string name, Action<string, long, long>? progress, CancellationToken ct)
    {
        var content = ProjectFile.Read(file, name, file.CanSeek ? at => progress?.Invoke($"reading {name}, bytes", at, file.Length) : null, ct);
        if (content.Problems.Count > 0)
            return Registered<ImportSummary>.Bad(content.Problems);
        using var work = books.Begin();
        var known = work.Projects.List().ToDictionary(p => p.Id);
        if (content.Rows.Count == 0)
        {
            if (content.IsEmpty)
                return Registered<ImportSummary>.Bad($"{name}: 0 rows (was {known.Count}), and not even a header; taken for a feed that failed, nothing is changed");
            return known.Count > 0
                ? Registered<ImportSummary>.Bad($"{name}: 0 rows (was {known.Count}); taken for a feed that failed, nothing is changed")
                : Registered<ImportSummary>.Of(new ImportSummary(0, 0, 0, 0, 0, [], 0), $"{name}: 0 rows");
        }
        var problems = Ambiguities(content.Rows, known.Keys, name).ToList();
        if (problems.Count > 0)
            return Registered<ImportSummary>.Bad(problems);
        var now = books.Now;
        var (entries, steps, sooner) = (new List<AuditEntry>(), new List<Step>(), new List<string>());
        foreach (var (index, row) in content.Rows.Index())
        {
            if (index % ProjectFile.Step == 0)
            {
                ct.ThrowIfCancellationRequested();
                progress?.Invoke("recording projects", index, content.Rows.Count);
            }
            var before = known.GetValueOrDefault(row.Id);
            if (ProblemOfEnd(row, before, work) is { } problem)
            {
                (before?.EndedOn is not null && row.End is EndCell.On ? sooner : problems).Add($"{name}: line {row.Line}: project_end: {problem}");
                continue;
            }
            steps.Add(Apply(row, before, now, work, entries));
        }
        if (problems.Count > 0)
            return Registered<ImportSummary>.Bad([.. problems, .. sooner]);
        if (sooner.Count > 0)
            return Registered<ImportSummary>.No(string.Join("; ", sooner));
        books.Commit(work, entries);
        var noEnd = content.Rows.Where(r => r.End is EndCell.Empty && known.GetValueOrDefault(r.Id)?.EndedOn is null).Select(r => r.Id.Value).ToList();
        return Registered<ImportSummary>.Of(new ImportSummary(
            content.Rows.Count, steps.Count(s => s == Step.Added), steps.Count(s => s == Step.Changed),
            entries.Count(e => e is AuditEntry.ProjectEnded), steps.Count(s => s == Step.Unchanged), noEnd, known.Keys.Except(content.Rows.Select(r => r.Id)).Count()));
    }

    private enum Step
    {
        Unchanged,
        Added,
        Changed,
    }

    private Step Apply(ProjectRow row, ProjectEntry? before, Instant now, IUnitOfWork work, List<AuditEntry> entries)
    {
        var after = (before ?? new ProjectEntry(row.Id, null, null, null, null, null, null, now)) with { Title = row.Title ?? before?.Title, PlannedEnd = row.PlannedEnd ?? before?.PlannedEnd, Endless = row.End is EndCell.Never || (row.End is EndCell.Empty && before?.Endless == true) };
        var ends = row.End is EndCell.On on && (before is null || (before.EndedOn, before.EndEvent, before.EndReference) != (on.Day, row.Event, row.Reference));
        if (ends)
            after = after with { EndedOn = ((EndCell.On)row.End).Day, EndEvent = row.Event, EndReference = row.Reference, EndRecordedAt = before?.EndedOn == ((EndCell.On)row.End).Day ? before.EndRecordedAt : now };
        if (after == before)
            return Step.Unchanged;
        work.Projects.Put(after);
        if (before is null || before.PlannedEnd != after.PlannedEnd)
            entries.Add(new AuditEntry.ProjectAdded(now, books.Actor, row.Id, after.PlannedEnd));
        if (ends)
            entries.Add(new AuditEntry.ProjectEnded(now, books.Actor, row.Id, after.EndedOn!.Value, after.EndEvent!.Value, after.EndReference));
        return before is null ? Step.Added : Step.Changed;
    }

    private static IEnumerable<string> Ambiguities(IReadOnlyList<ProjectRow> rows, IEnumerable<ProjectId> known, string name)
    {
        var first = new Dictionary<string, ProjectRow>(StringComparer.OrdinalIgnoreCase);
        var recorded = new Dictionary<string, ProjectId>(StringComparer.OrdinalIgnoreCase);
        foreach (var id in known)
            recorded.TryAdd(id.Value, id);
        foreach (var row in rows)
        {
            if (!first.TryAdd(row.Id.Value, row))
            {
                var other = first[row.Id.Value];
                yield return other.Id == row.Id
                    ? $"{name}: lines {other.Line} and {row.Line}: project '{row.Id}' is there twice; neither is taken"
                    : $"{name}: lines {other.Line} and {row.Line}: '{other.Id}' and '{row.Id}' differ only in upper and lower case; ids match exactly: which one is meant?";
            }
            if (recorded.TryGetValue(row.Id.Value, out var twin) && twin != row.Id)
                yield return $"{name}: line {row.Line}: '{row.Id}' differs from the recorded project '{twin}' only in upper and lower case; ids match exactly";
        }
    }

    private static string? ProblemOfEnd(ProjectRow row, ProjectEntry? before, IReadSession session) => (row.End, before?.EndedOn) switch
    {
        (EndCell.Never, { } ended) => $"'never', but project {row.Id} is recorded to have ended on {Iso(ended)}; reopen it first: retention project reopen {row.Id}",
        (EndCell.On on, { } ended) when on.Day < ended =>
            $"{Iso(on.Day)} is earlier than the recorded end {Iso(ended)} of project {row.Id}, whose {Present(session, row.Id)} present records could become due sooner; if it is right, reopen it first: retention project reopen {row.Id}",
        _ => null,
    };

    private static long Present(IReadSession session, ProjectId project) => session.Records.Stream(null, project, presentOnly: true).LongCount();

    private static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
