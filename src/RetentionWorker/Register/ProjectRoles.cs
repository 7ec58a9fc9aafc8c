using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>
/// Corrects what the institute is to a project's data, and to those of what goes on as part of it. That it is a processor only keeps, and counts at once; that it is the
/// controller can make records due, and takes a second person.
/// </summary>
internal sealed class ProjectRoles(Bookkeeping books, CorrectionDesk corrections, ScheduleInForce schedule)
{
    public Registered<EndLine> Change(ProjectId id, ProjectRole to, bool previewOnly = false)
    {
        using var work = books.Begin();
        if (ProjectEnds.Find(work, id, out var known) is { } no)
            return no;
        if (known.Role == to)
            return Registered<EndLine>.Of(new(ProjectLine.Of(known), null, [], previewOnly), $"the institute is recorded as {AuditWord.Of(to)} of project {id} already; nothing changed");
        var (correction, now) = (new Correction.RoleChanged(id, known.Role, to), books.Now);
        var becomes = CorrectionOutlook.OfRole(work, schedule.ToPreviewBy(work), correction, now);
        if (correction.NeedsApproval)
            return corrections.Ask(work, known, new CorrectionRequest(correction, null, becomes, previewOnly));
        if (previewOnly)
            return Registered<EndLine>.Of(new(ProjectLine.Of(known), null, becomes, previewOnly));
        var tooEarly = schedule.Adopted(work) is { } adopted ? ErasedTooEarly.Of(work, CorrectedFacts.OfRole(work, id, known.Role, to, now), adopted, adopted) : [];
        books.Commit(work, [.. CorrectionEffect.Change(work, correction, books.Actor, now), .. ErasedTooEarly.Note(work, tooEarly, books.Actor, now)]);
        return Registered<EndLine>.Of(
            new(ProjectLine.Of(known.As(to, now)), null, becomes, previewOnly),
            tooEarly.Count == 0 ? [] : [$"{tooEarly.Sum(e => e.Records)} of its records are erased, and no controller chose that: a possible breach, to be judged within 72 hours (retention breach list)"]);
    }
}
