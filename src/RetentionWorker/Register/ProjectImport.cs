using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>What an import came to. <paramref name="NoEndDate"/> names the running projects of the file that have no end, <paramref name="NotInFile"/> known projects that the file does not name.</summary>
internal sealed record ImportSummary(int Rows, int Added, int Changed, int Ended, int Unchanged, IReadOnlyList<string> NoEndDate, int NotInFile);

/// <summary>
/// Takes a project register in, whole or not at all. It only ever adds projects, changes titles, records first ends and earlier planned ends; what
/// takes a second person (another end than the recorded one, a later planned end) is refused with the row's line.
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
        var (entries, steps, corrections, warnings, today) = (new List<AuditEntry>(), new List<Step>(), new List<string>(), new List<string>(), books.Today(work));
        foreach (var (index, row) in content.Rows.Index())
        {
            if (index % ProjectFile.Step == 0)
            {
                ct.ThrowIfCancellationRequested();
                progress?.Invoke("recording projects", index, content.Rows.Count);
            }
            var before = known.GetValueOrDefault(row.Id);
            if (CorrectionIn(row, before, work) is { } problem)
            {
                corrections.Add($"{name}: line {row.Line}: {problem}");
                continue;
            }
            steps.Add(Apply(row, before, now, work, entries, out var after));
            if (row.End is EndCell.On && before?.EndedOn is null && after.PlannedEnd < after.EndedOn)
                warnings.AddRange(ProjectEnds.Ahead(after, today));
        }
        if (corrections.Count > 0)
            return Registered<ImportSummary>.No(string.Join("; ", corrections));
        books.Commit(work, entries);
        var noEnd = content.Rows.Where(r => r.End is EndCell.Empty && known.GetValueOrDefault(r.Id)?.EndedOn is null).Select(r => r.Id.Value).ToList();
        return Registered<ImportSummary>.Of(new ImportSummary(
            content.Rows.Count, steps.Count(s => s == Step.Added), steps.Count(s => s == Step.Changed),
            entries.Count(e => e is AuditEntry.ProjectEnded), steps.Count(s => s == Step.Unchanged), noEnd, known.Keys.Except(content.Rows.Select(r => r.Id)).Count()), warnings);
    }

    private enum Step
    {
        Unchanged,
        Added,
        Changed,
    }

    private Step Apply(ProjectRow row, ProjectEntry? before, Instant now, IUnitOfWork work, List<AuditEntry> entries, out ProjectEntry after)
    {
        after = (before ?? new ProjectEntry(row.Id, null, null, null, null, null, null, now)) with { Title = row.Title ?? before?.Title, PlannedEnd = row.PlannedEnd ?? before?.PlannedEnd, Endless = row.End is EndCell.Never || (row.End is EndCell.Empty && before?.Endless == true), Role = before?.Role ?? row.Role ?? ProjectRole.Controller };
        var ends = row.End is EndCell.On on && (before is null || (before.EndedOn, before.EndEvent, before.EndReference) != (on.Day, row.Event, row.Reference));
        if (ends)
            after = after with { EndedOn = ((EndCell.On)row.End).Day, EndEvent = row.Event, EndReference = row.Reference, EndRecordedAt = before?.EndedOn == ((EndCell.On)row.End).Day ? before.EndRecordedAt : now };
        if (after == before)
            return Step.Unchanged;
        work.Projects.Put(after);
        if (before is null || before.PlannedEnd != after.PlannedEnd)
            entries.Add(new AuditEntry.ProjectAdded(now, books.Actor, row.Id, after.PlannedEnd) { AsProcessor = after.Role == ProjectRole.Processor });
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

    private static string? CorrectionIn(ProjectRow row, ProjectEntry? before, IReadSession session) => (row.End, before) switch
    {
        (not EndCell.Empty, { MergedInto: { } whole }) => $"project_end: project {row.Id} goes on as part of {whole}, whose end is its end; leave it empty",
        (EndCell.Never, { EndedOn: { } ended }) => $"project_end: 'never', but project {row.Id} is recorded to have ended on {Iso(ended)}; reopen it first: retention project reopen {row.Id} --informed HOW",
        (EndCell.Never, { Endless: false }) =>
            $"project_end: 'never', but project {row.Id} was recorded without that word, and would stay for longer than participants were told; that takes a second person: retention project endless {row.Id} --informed HOW",
        (EndCell.On on, { EndedOn: { } ended }) when on.Day != ended =>
            $"project_end: {Iso(on.Day)} is not the recorded end {Iso(ended)} of project {row.Id}, whose {Present(session, row.Id)} present records would go {(on.Day < ended ? "sooner" : "later")}; another end takes a second person: retention project end {row.Id} --on {Iso(on.Day)} --event KIND{(on.Day < ended ? "" : " --informed HOW")}",
        (_, { PlannedEnd: { } planned }) when row.PlannedEnd > planned =>
            $"planned_end: {Iso(row.PlannedEnd.Value)} is later than the recorded {Iso(planned)} of project {row.Id}; to put off what participants were told takes a second person: retention project replan {row.Id} --planned-end {Iso(row.PlannedEnd.Value)} --informed HOW",
        (_, { PlannedEnd: null, Endless: false }) when row.PlannedEnd is { } first =>
            $"planned_end: {Iso(first)} is the first of project {row.Id}, which was recorded without one and would be asked for no more until then; that takes a second person: retention project replan {row.Id} --planned-end {Iso(first)} --informed HOW",
        (_, { Role: var role }) when row.Role is { } said && said != role => $"role: the institute is recorded as {AuditWord.Of(role)} of project {row.Id}; to correct it: retention project role {row.Id} --to {AuditWord.Of(said)}",
        _ => null,
    };

    private static long Present(IReadSession session, ProjectId project) => session.Records.Stream(null, project, presentOnly: true).LongCount();

    private static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
