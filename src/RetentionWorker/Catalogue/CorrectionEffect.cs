using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>Puts a correction into the books, whoever comes to it first: an approval that counts at once, or a look when a later one counts.</summary>
internal static class CorrectionEffect
{
    /// <summary>
    /// Writes the corrected fact and closes the correction; the entries are for the log, in the same unit of work. Null, and nothing is
    /// written, where the fact is no longer the one that the correction was asked for. What was erased by the fact that was wrong is noted as a possible breach.
    /// </summary>
    public static IReadOnlyList<AuditEntry>? Apply(IUnitOfWork work, CorrectionEntry entry, string actor, Instant now, ReadSchedule read)
    {
        if (!CorrectionFit.Of(work, entry))
            return null;
        var tooEarly = ErasedTooEarly.Of(work, entry, read, now);
        IReadOnlyList<AuditEntry> written = entry.Correction switch
        {
            Correction.EndMoved moved => [Move(work, moved, actor, now)],
            Correction.PlanMoved moved => [Move(work, moved, actor, now)],
            Correction.Merged merged => [Merge(work, merged, actor, now)],
            Correction.Endless endless => [SayEndless(work, endless, actor, now)],
            Correction.RoleChanged changed => Change(work, changed, actor, now),
            Correction.ScheduleReplaced replaced => [Replace(work, replaced, entry.ScheduleText!, actor, now)],
            Correction.TemplateReplaced replaced => [Refile(work, replaced, actor, now)],
            _ => throw new InvalidOperationException("The family of corrections is closed."),
        };
        work.Corrections.Judge(entry.Number, CorrectionStanding.Done, actor, now, entry.CountsFrom, null);
        return [.. written, .. ErasedTooEarly.Note(work, tooEarly, actor, now)];
    }

    private static AuditEntry Move(IUnitOfWork work, Correction.EndMoved moved, string actor, Instant now)
    {
        var project = work.Projects.Find(moved.Of)!;
        work.Projects.Put(project with { EndedOn = moved.To, EndEvent = moved.Event, EndReference = moved.Reference, Endless = project.Endless && moved.To is null, EndRecordedAt = moved.To is null ? null : now });
        return moved is { To: { } to, Event: { } what }
            ? new AuditEntry.ProjectEnded(now, actor, moved.Of, to, what, moved.Reference)
            : new AuditEntry.ProjectReopened(now, actor, moved.Of);
    }

    private static AuditEntry Move(IUnitOfWork work, Correction.PlanMoved moved, string actor, Instant now)
    {
        var project = work.Projects.Find(moved.Of)!;
        work.Projects.Put(project with { PlannedEnd = moved.To });
        return new AuditEntry.ProjectAdded(now, actor, moved.Of, moved.To) { AsProcessor = project.Role == ProjectRole.Processor };
    }

    private static AuditEntry Merge(IUnitOfWork work, Correction.Merged merged, string actor, Instant now)
    {
        work.Projects.Put(work.Projects.Find(merged.Of)! with { MergedInto = merged.Into, MergedAt = now });
        return new AuditEntry.ProjectMerged(now, actor, merged.Of, merged.Into);
    }

    private static AuditEntry SayEndless(IUnitOfWork work, Correction.Endless endless, string actor, Instant now)
    {
        work.Projects.Put(work.Projects.Find(endless.Of)! with { Endless = true, PlannedEnd = null });
        return new AuditEntry.ProjectEndless(now, actor, endless.Of);
    }

    /// <summary>What goes on as part of another has the same role, or it could not have been merged.</summary>
    public static IReadOnlyList<AuditEntry> Change(IUnitOfWork work, Correction.RoleChanged changed, string actor, Instant now)
    {
        ProjectId[] all = [changed.Of, .. work.Projects.MergedInto(changed.Of)];
        foreach (var project in all)
            work.Projects.Put(work.Projects.Find(project)!.As(changed.To, now));
        return [.. all.Select(project => new AuditEntry.ProjectRoleChanged(now, actor, project, changed.To))];
    }

    /// <summary>Every known record is filed anew at once, so that no hold is placed between the old reading of a name and the new.</summary>
    private static AuditEntry Refile(IUnitOfWork work, Correction.TemplateReplaced replaced, string actor, Instant now)
    {
        var moves = TemplateChange.Moves(work, replaced.Store, replaced.To).ToList();
        foreach (var move in moves)
            work.Records.File(move.Record.Id, move.To);
        work.Stores.ReadBy(replaced.Store, replaced.To);
        return new AuditEntry.TemplateReplaced(now, actor, replaced.Store, Retention.Domain.Facts.PathTemplate.DigestOf(replaced.From), Retention.Domain.Facts.PathTemplate.DigestOf(replaced.To), moves.Count);
    }

    private static AuditEntry Replace(IUnitOfWork work, Correction.ScheduleReplaced replaced, byte[] text, string actor, Instant now)
    {
        work.Schedules.Adopt(new AdoptedSchedule(replaced.To, text, now));
        return new AuditEntry.ScheduleAdopted(now, actor, replaced.To, replaced.From);
    }
}
