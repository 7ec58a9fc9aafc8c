using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>
/// What came of recording something about a project's end. <paramref name="Project"/> is as it stands now; <paramref name="Correction"/> is what waits for a second person, or
/// null where it is recorded; <paramref name="Becomes"/> is what it moves.
/// </summary>
internal sealed record EndLine(ProjectLine Project, CorrectionLine? Correction, IReadOnlyList<BecomesLine> Becomes, bool PreviewOnly);

/// <summary>
/// Records the ends of projects. A first end acts after <c>settle</c>; every later word on it is a correction, which takes a second person: an earlier end erases
/// sooner, a later one or a re-opening keeps for longer than participants were told.
/// </summary>
internal sealed class ProjectEnds(Bookkeeping books, CorrectionDesk corrections, ScheduleInForce schedule)
{
    /// <summary>Records the last day that belongs to the project. A day in the future may be given: periods count from it when it has come.</summary>
    public Registered<EndLine> End(ProjectId id, LocalDate on, ProjectEndEvent endEvent, string? reference, InformedHow? informed = null, bool previewOnly = false)
    {
        if (ProjectRules.ProblemOfReference(reference) is { } problem)
            return Registered<EndLine>.Bad($"reference: {problem}");
        using var work = books.Begin();
        if (Find(work, id, out var known) is { } no)
            return no;
        if (known.EndedOn is { } before && before != on)
            return corrections.Ask(work, known, new CorrectionRequest(new Correction.EndMoved(id, before, on, endEvent, reference), informed, Outlook(work, id, before, on), previewOnly));
        if (known.EndedOn is null && BeforeReopening(work, id) is { } earlier && on < earlier)
            return corrections.Ask(work, known, new CorrectionRequest(new Correction.EndMoved(id, null, on, endEvent, reference), informed, Outlook(work, id, null, on), previewOnly));
        if (known.EndedOn == on && known.EndEvent == endEvent && known.EndReference == reference)
            return Registered<EndLine>.Of(new(ProjectLine.Of(known), null, [], previewOnly), $"the end of project {id} was recorded already; nothing changed");
        var now = books.Now;
        var becomes = known.EndedOn is null ? Outlook(work, id, null, on) : [];
        if (previewOnly)
            return Registered<EndLine>.Of(new(ProjectLine.Of(known), null, becomes, previewOnly));
        var entry = known with { Endless = false, EndedOn = on, EndEvent = endEvent, EndReference = reference, EndRecordedAt = known.EndedOn == on ? known.EndRecordedAt : now };
        work.Projects.Put(entry);
        var warnings = Ahead(entry, books.Today(work)).ToList();
        books.Commit(work, new AuditEntry.ProjectEnded(now, books.Actor, id, on, endEvent, reference));
        return Registered<EndLine>.Of(new(ProjectLine.Of(entry), null, becomes, previewOnly), warnings);
    }

    /// <summary>What to say of an end that has not come; where participants were told an earlier day, that goes on counting.</summary>
    public static IEnumerable<string> Ahead(ProjectEntry entry, LocalDate today)
    {
        if (entry.EndedOn is not { } end || end <= today)
            yield break;
        yield return $"{Iso(end)} lies in the future: project {entry.Id} runs until then";
        if (entry.PlannedEnd is { } planned && planned < end)
        {
            yield return $"participants of {entry.Id} were told of {Iso(planned)}: {(planned < today ? "the stop planned-end-passed stays" : "from then on there is a stop, planned-end-passed,")} until the end has come, "
                + $"or the planned end is put off by two people: retention project replan {entry.Id} --planned-end {Iso(end)} --informed HOW";
        }
    }

    /// <summary>The project runs again: its end starts no period any more, and everything of it is decided anew.</summary>
    public Registered<EndLine> Reopen(ProjectId id, InformedHow? informed = null, bool previewOnly = false)
    {
        using var work = books.Begin();
        if (Find(work, id, out var known) is { } no)
            return no;
        return known.EndedOn is { } before
            ? corrections.Ask(work, known, new CorrectionRequest(new Correction.EndMoved(id, before, null, null, null), informed, Outlook(work, id, before, null), previewOnly))
            : Registered<EndLine>.Of(new(ProjectLine.Of(known), null, [], previewOnly), $"project {id} has no end recorded; nothing changed");
    }

    /// <summary>The end that a re-opening took away: two people kept the data for longer than that, and it takes two again to keep them for less.</summary>
    private static LocalDate? BeforeReopening(IReadSession session, ProjectId id) => session.Corrections.List()
        .Where(c => c.Standing == CorrectionStanding.Done).Select(c => c.Correction).OfType<Correction.EndMoved>().LastOrDefault(c => c.Of == id && c.To is null)?.From;

    /// <summary>Another planned end. It starts no period; a later one is a promise that is put off all the same.</summary>
    public Registered<EndLine> Replan(ProjectId id, LocalDate on, InformedHow? informed = null, bool previewOnly = false)
    {
        using var work = books.Begin();
        if (Find(work, id, out var known) is { } no)
            return no;
        var correction = new Correction.PlanMoved(id, known.PlannedEnd, on);
        if (known.PlannedEnd == on)
            return Registered<EndLine>.Of(new(ProjectLine.Of(known), null, [], previewOnly), $"project {id} was planned to end on {Iso(on)} already; nothing changed");
        // As if it ended when it is planned to.
        IReadOnlyList<BecomesLine> becomes = known is { EndedOn: null, PlannedEnd: { } planned } ? Outlook(work, id, planned, on) : [];
        // Of one that has no end on purpose it is the first word of any.
        if (correction.NeedsApproval && !known.Endless)
            return corrections.Ask(work, known, new CorrectionRequest(correction, informed, becomes, previewOnly));
        if (previewOnly)
            return Registered<EndLine>.Of(new(ProjectLine.Of(known), null, becomes, previewOnly));
        var entry = known with { PlannedEnd = on };
        work.Projects.Put(entry);
        books.Commit(work, new AuditEntry.ProjectAdded(books.Now, books.Actor, id, on) { AsProcessor = known.Role == ProjectRole.Processor });
        return Registered<EndLine>.Of(new(ProjectLine.Of(entry), null, becomes, previewOnly));
    }

    /// <summary>The project has no end on purpose: nobody is reminded of one, and what it was planned to end on is given up.</summary>
    public Registered<EndLine> Endless(ProjectId id, InformedHow? informed = null, bool previewOnly = false)
    {
        using var work = books.Begin();
        if (Find(work, id, out var known) is { } no)
            return no;
        if (known.EndedOn is { } ended)
            return Registered<EndLine>.No($"project {id} is recorded to end on {Iso(ended)}: reopen it first: retention project reopen {id} --informed HOW");
        return known.Endless
            ? Registered<EndLine>.Of(new(ProjectLine.Of(known), null, [], previewOnly), $"project {id} was recorded without an end on purpose already; nothing changed")
            : corrections.Ask(work, known, new CorrectionRequest(new Correction.Endless(id, known.PlannedEnd), informed, known.PlannedEnd is { } planned ? Outlook(work, id, planned, null) : [], previewOnly));
    }

    /// <summary>The project goes on as part of another one: from then on that one's end is its end, and that one's holds cover it.</summary>
    public Registered<EndLine> Merge(ProjectId id, ProjectId into, InformedHow? informed = null, bool previewOnly = false)
    {
        using var work = books.Begin();
        if (Find(work, id, out var part) is { } no)
            return no;
        if (work.Projects.Find(into) is not { } whole)
            return Registered<EndLine>.Bad(ProjectDesk.Unknown(into, work));
        if (id == into)
            return Registered<EndLine>.Bad($"project {id} cannot go on as part of itself");
        if (whole.MergedInto is { } next)
            return Registered<EndLine>.Bad($"project {into} goes on as part of {next}: merge {id} into that one");
        if (work.Projects.MergedInto(id) is { Count: > 0 } parts)
            return Registered<EndLine>.Bad($"{string.Join(", ", parts)} goes on as part of {id}: what others go on as part of cannot itself be merged");
        if (part.Role != whole.Role)
            return Registered<EndLine>.Bad($"the institute is {AuditWord.Of(part.Role)} of {id} and {AuditWord.Of(whole.Role)} of {into}: their data follow different instructions; where one was recorded wrong: retention project role");
        var asked = corrections.Ask(work, part, new CorrectionRequest(new Correction.Merged(id, into, part.EndedOn, whole.EndedOn) { PlannedFrom = part.PlannedEnd, PlannedTo = whole.PlannedEnd }, informed, CorrectionOutlook.OfMerge(work, schedule.ToPreviewBy(work), part, whole, books.Now), previewOnly));
        return asked is Registered<EndLine>.Done done ? Registered<EndLine>.Of(done.Fact, [.. done.Warnings, "withdrawals stay with the project that they were received for"]) : asked;
    }

    /// <summary>Records what a controller chose; the first word counts.</summary>
    public Registered<EndLine> Instruct(ProjectId id, ControllerChoice choice, LocalDate on, string reference)
    {
        if (ProjectRules.ProblemOfReference(reference) is { } problem)
            return Registered<EndLine>.Bad($"reference: {problem}");
        using var work = books.Begin();
        if (Find(work, id, out var known) is { } no)
            return no;
        if (known.Role != ProjectRole.Processor)
            return Registered<EndLine>.Bad($"the institute is the controller of project {id}: its retention schedule decides, and nobody else's instruction is needed");
        if (on > books.Today(work))
            return Registered<EndLine>.Bad($"{Iso(on)} lies in the future: record an instruction when it has come");
        if (known.Instruction is { } given)
        {
            return (given.Choice, given.On, given.Reference) == (choice, on, reference)
                ? Registered<EndLine>.Of(new(ProjectLine.Of(known), null, [], false), $"the instruction for project {id} was recorded already; nothing changed")
                : Registered<EndLine>.No($"project {id} has an instruction already: {AuditWord.Of(given.Choice)}, {given.Reference}, of {Iso(given.On)}; to keep its records: retention hold place --project {id}");
        }
        var now = books.Now;
        var entry = known with { Instruction = new Instruction(choice, on, reference, now) };
        work.Projects.Put(entry);
        books.Commit(work, new AuditEntry.ProjectInstructed(now, books.Actor, id, choice, on, reference));
        return Registered<EndLine>.Of(new(ProjectLine.Of(entry), null, [], false));
    }

    /// <summary>The project as recorded; an answer instead where there is none, where another one's end is its end, or where something about it waits.</summary>
    internal static Registered<EndLine>? Find(IReadSession work, ProjectId id, out ProjectEntry known)
    {
        known = work.Projects.Find(id)!;
        return known is null ? Registered<EndLine>.Bad(ProjectDesk.Unknown(id, work))
            : known.MergedInto is { } whole ? Registered<EndLine>.No($"project {id} goes on as part of {whole}: what is recorded of that one counts for both")
            : null;
    }

    private IReadOnlyList<BecomesLine> Outlook(IReadSession session, ProjectId id, LocalDate? from, LocalDate? to) =>
        CorrectionOutlook.OfEnd(session, schedule.ToPreviewBy(session), id, from, to, books.Now);

    private static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
