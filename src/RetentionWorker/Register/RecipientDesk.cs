using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>
/// Records who outside has data of a project, and what they answered when it was erased (UK GDPR Art. 19, 28(3)(g)). Whatever is recorded of them speaks of what was erased before it:
/// no answer silences what is erased later.
/// </summary>
internal sealed class RecipientDesk(Bookkeeping books, ScheduleInForce schedule)
{
    public Registered<IReadOnlyList<RecipientLine>> List(ProjectId? project)
    {
        using var session = books.Read();
        if (project is { } one && session.Projects.Find(one) is null)
            return Registered<IReadOnlyList<RecipientLine>>.Bad(ProjectDesk.Unknown(one, session));
        var zone = schedule.Zone(session);
        var standings = project is { } of ? Recipients.StandingsOf(session, of, zone) : Recipients.StandingsOf(session, zone);
        return Registered<IReadOnlyList<RecipientLine>>.Of([.. standings.Select(RecipientLine.From)]);
    }

    /// <summary>Names somebody for a project; for a project that goes on as part of another, at that one.</summary>
    public Registered<RecipientLine> Add(ProjectId project, RecipientId id, RecipientKind kind, IReadOnlyList<CategoryName> categories)
    {
        using var work = books.Begin();
        if (work.Projects.Find(project) is not { } known)
            return Registered<RecipientLine>.Bad(ProjectDesk.Unknown(project, work));
        if (known.MergedInto is { } whole)
            return Registered<RecipientLine>.No($"project {project} goes on as part of {whole}: who is named for that one is told of both: retention recipient add --project {whole} --recipient {id} --kind {AuditWord.Of(kind)}");
        var (named, of) = (work.Recipients.List(project), categories.DistinctBy(c => c.Value).OrderBy(c => c.Value, StringComparer.Ordinal).ToList());
        if (named.FirstOrDefault(r => r.Id == id) is { } before)
        {
            return before.Kind == kind && before.Of.SequenceEqual(of)
                ? Registered<RecipientLine>.Of(Line(work, before), $"{id} was named for project {project} already; nothing changed")
                : Registered<RecipientLine>.Bad($"{id} is named for project {project} already as {InWords(before)}; while nothing is erased: retention recipient remove --project {project} --recipient {id}, then add it anew");
        }
        if (named.FirstOrDefault(r => string.Equals(r.Id.Value, id.Value, StringComparison.OrdinalIgnoreCase)) is { } twin)
            return Registered<RecipientLine>.Bad($"recipient '{id}' differs from '{twin.Id}' of project {project} only in upper and lower case; ids match exactly: use one of them");
        var now = books.Now;
        var recipient = new NamedRecipient(project, id, kind, of, now);
        work.Recipients.Add(recipient);
        var line = Line(work, recipient);
        var warnings = of.Select(c => KnownNames.Unmatched(work, project, null, c)).OfType<string>().ToList();
        if (line.State == RecipientState.Due)
            warnings.Add($"records of project {project} are erased already, since {InstantPattern.General.Format(line.DueSince!.Value)}: {id} is due to be told of them");
        books.Commit(work, new AuditEntry.RecipientAdded(now, books.Actor, project, id, kind, of));
        return Registered<RecipientLine>.Of(line, warnings);
    }

    /// <summary>Takes back who was named by mistake; once something is erased of which they are to be told, that is a matter for an excuse.</summary>
    public Registered<RecipientLine> Remove(ProjectId project, RecipientId id)
    {
        using var work = books.Begin();
        if (Find(work, project, id, out var recipient) is { } no)
            return no;
        if (Recipients.TallyOf(work, recipient, schedule.Zone(work)).Any || work.Recipients.AnswersOf(project, id).Any(a => a.CoversThrough is not null))
            return Registered<RecipientLine>.No($"records of project {project} are erased, and {id} was named: where nothing was disclosed to it: retention recipient excuse --project {project} --recipient {id} --because never-received");
        if (work.Recipients.InFlightSince(project) is not null)
            return Registered<RecipientLine>.No($"records of project {project} are being erased at this moment; ask again when the run is over (retention recipient list --project {project})");
        var line = Line(work, recipient);
        work.Recipients.Remove(project, id);
        books.Commit(work, new AuditEntry.RecipientRemoved(books.Now, books.Actor, project, id));
        return Registered<RecipientLine>.Of(line);
    }

    /// <summary>Attaches their attestation that what was erased up to the day (inclusive) is erased or returned on their side too.</summary>
    public Registered<RecipientLine> Attest(ProjectId project, RecipientId id, LocalDate on, string reference)
    {
        if (ProjectRules.ProblemOfReference(reference) is { } problem)
            return Registered<RecipientLine>.Bad($"--reference: {problem}: it goes on the audit log, where there is no room for names");
        using var work = books.Begin();
        if (Find(work, project, id, out var recipient) is { } no)
            return no;
        if (on > books.Today(work))
            return Registered<RecipientLine>.Bad($"--on {LocalDatePattern.Iso.Format(on)} lies in the future: it is the day of the attestation, and it speaks of what was erased up to it");
        return Answer(
            work, recipient, Recipients.TallyOf(work, recipient, schedule.Zone(work), on).Covered,
            (now, covers) => new RecipientAnswer.Attested(now, covers, on, reference), a => a is RecipientAnswer.Attested known && (known.On, known.Reference) == (on, reference),
            now => new AuditEntry.RecipientAttested(now, books.Actor, project, id, on, reference));
    }

    /// <summary>Says why they need not be told of what was erased so far.</summary>
    public Registered<RecipientLine> Excuse(ProjectId project, RecipientId id, ExcuseReason because)
    {
        using var work = books.Begin();
        if (Find(work, project, id, out var recipient) is { } no)
            return no;
        if (!recipient.CanBeExcusedBy(because))
            return Registered<RecipientLine>.Bad($"--because {AuditWord.Of(because)} is no reason for a {AuditWord.Of(recipient.Kind)}: {(recipient.Kind == RecipientKind.Processor ? "Art. 28(3)(g) has no exception for effort" : "that is one of Art. 28(3)(g), for processors")}");
        return Answer(
            work, recipient, Recipients.TallyOf(work, recipient, schedule.Zone(work)).Covered,
            (now, covers) => new RecipientAnswer.Excused(now, covers, because), a => a is RecipientAnswer.Excused known && known.Because == because,
            now => new AuditEntry.RecipientExcused(now, books.Actor, project, id, because));
    }

    private Registered<RecipientLine> Answer(
        IUnitOfWork work, NamedRecipient recipient, Instant? covers, Func<Instant, Instant?, RecipientAnswer> answer, Func<RecipientAnswer, bool> isSame, Func<Instant, AuditEntry> entry)
    {
        if (work.Recipients.AnswersOf(recipient.Project, recipient.Id).Any(a => isSame(a) && !(covers > a.CoversThrough) && (a.CoversThrough is not null || covers is null)))
            return Registered<RecipientLine>.Of(Line(work, recipient), "that was recorded already; nothing changed");
        var now = books.Now;
        work.Recipients.Answer(recipient.Project, recipient.Id, answer(now, covers));
        var line = Line(work, recipient);
        books.Commit(work, entry(now));
        return Registered<RecipientLine>.Of(line, line.State switch
        {
            RecipientState.NothingErased => [$"nothing that {recipient.Id} is to be told of is erased yet: it speaks of nothing that is erased later, and {recipient.Id} will be due then"],
            RecipientState.Due => [$"{recipient.Id} stays due to be told: records were erased since {InstantPattern.General.Format(line.DueSince!.Value)}, and it does not speak of them"],
            _ => [],
        });
    }

    private static Registered<RecipientLine>? Find(IReadSession session, ProjectId project, RecipientId id, out NamedRecipient recipient)
    {
        recipient = session.Recipients.List(project).FirstOrDefault(r => r.Id == id)!;
        if (recipient is not null)
            return null;
        if (session.Projects.Find(project) is null)
            return Registered<RecipientLine>.Bad(ProjectDesk.Unknown(project, session));
        return session.Recipients.List(null).FirstOrDefault(r => r.Id == id && session.Projects.Find(r.Project)?.MergedInto == project) is { } elsewhere
            ? Registered<RecipientLine>.Bad($"{id} is named for {elsewhere.Project}, which goes on as part of {project}: --project {elsewhere.Project}")
            : Registered<RecipientLine>.Bad($"no recipient '{id}' is named for project {project}{NearestName.Hint(id.Value, session.Recipients.List(project).Select(r => r.Id.Value))} (see: retention recipient list)");
    }

    private RecipientLine Line(IReadSession session, NamedRecipient recipient) =>
        RecipientLine.From(Recipients.StandingsOf(session, recipient.Project, schedule.Zone(session)).Single(s => s.Recipient.Project == recipient.Project && s.Recipient.Id == recipient.Id));

    private static string InWords(NamedRecipient recipient) => $"{AuditWord.Of(recipient.Kind)} of {(recipient.Of.Count == 0 ? "everything" : string.Join(", ", recipient.Of))}";
}
