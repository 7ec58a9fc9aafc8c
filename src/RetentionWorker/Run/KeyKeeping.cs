using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Keys;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Erase;
using RetentionWorker.Keys;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Run;

/// <summary>
/// Takes the keys that link the log's entries to names out of use when their projects are long gone, destroys them when nobody can want them back, and brings them back while
/// somebody can. Level-triggered, like every look; the catalogue is the truth, and what a killed process left between it and the files is mended first.
/// </summary>
internal sealed class KeyKeeping(ICatalogue catalogue, IClock clock, AuditLog log, CommitmentKeys inUse, IKeyShelf shelf, KeyErasing erasing)
{
    private readonly KeyRecovery recovery = new(shelf);

    /// <summary>
    /// One look at every key. For whoever has asked every guard. A key under a hold is not destroyed, however late the hold came. A key whose file refuses keeps no other
    /// one waiting: that is noted with it, and tried again at the next look.
    /// </summary>
    public void Look(RetentionSchedule schedule, CancellationToken stop)
    {
        var shown = shelf.List();
        var troubles = new KeyTroubles();
        Note(shown, troubles);
        foreach (var key in Due(schedule))
        {
            if (stop.IsCancellationRequested || catalogue.StopSwitch.WasThrown())
                return;
            troubles.Try(key.Project, key.Epoch, () =>
            {
                if (Act(key.Project, key.Epoch, schedule) is KeyDecision.Destroy)
                    Destroy(key.Project, key.Epoch, schedule);
            });
        }
        troubles.Note(catalogue, shown.Select(k => (k.Project, k.Epoch)).ToHashSet(), clock.GetCurrentInstant());
    }

    /// <summary>Brings the catalogue and the shelf together: new keys, keys that a copy brought back, and those that a killed process left half-way.</summary>
    private void Note(IReadOnlyList<(ProjectId Project, int Epoch, KeyState State)> shown, KeyTroubles troubles)
    {
        Dictionary<(ProjectId, int), KeyState> inBook;
        using (var session = catalogue.Read())
            inBook = session.Keys.List().ToDictionary(k => (k.Project, k.Epoch), k => k.State);
        foreach (var (project, epoch, onShelf) in shown)
        {
            if (onShelf == KeyState.Destroyed)
                troubles.Try(project, epoch, () => erasing.Finish(project, epoch));
            else if (!inBook.TryGetValue((project, epoch), out var state) || state != onShelf)
                troubles.Try(project, epoch, () => Mend(project, epoch));
        }
    }

    private void Mend(ProjectId project, int epoch)
    {
        using var work = catalogue.Begin();
        var now = clock.LogNow();
        switch (work.Keys.Find(project, epoch))
        {
            case null:
                work.Keys.Put(new LinkKey(project, epoch, KeyState.Active, now));
                log.Append(work, [new AuditEntry.KeyCreated(now, RetentionRun.Schedule, project, epoch)]);
                shelf.Recover(project, epoch);
                break;
            case { State: KeyState.Active }:
                shelf.Recover(project, epoch);
                break;
            case { State: KeyState.Destroyed } gone:
                work.Keys.Put(gone with { State = KeyState.Deleted, Since = now });
                log.Append(work, [new AuditEntry.KeyReturned(now, RetentionRun.Schedule, project, epoch)]);
                erasing.Delete(project, epoch);
                break;
            default:
                erasing.Delete(project, epoch);
                break;
        }
        inUse.Forget(project);
        work.Commit();
    }

    /// <summary>The keys with which something is to be done; what is merely noted of the others is noted here.</summary>
    private List<LinkKey> Due(RetentionSchedule schedule)
    {
        var due = new List<LinkKey>();
        var quiet = new List<LinkKey>();
        using (var session = catalogue.Read())
        {
            var keys = session.Keys.List().Where(k => k.State != KeyState.Destroyed).ToList();
            // Without a period nothing becomes due, and nothing needs to be asked.
            if (keys.Count == 0 || (schedule.LinkKeys is null && keys.TrueForAll(k => k.State == KeyState.Active)))
                return [];
            var (remains, today) = (new KeyRemains(session), Today(schedule));
            foreach (var key in keys)
            {
                var seen = Noted(key, remains.Of(key.Project), today);
                if (seen != key)
                    quiet.Add(seen);
                if (KeyDecision.Of(seen, remains.Of(key.Project), schedule.LinkKeys, today) is not KeyDecision.Kept)
                    due.Add(seen);
            }
        }
        if (quiet.Count > 0)
        {
            using var work = catalogue.Begin();
            foreach (var key in quiet.Where(k => work.Keys.Find(k.Project, k.Epoch) is { } now && now.State == k.State))
                work.Keys.Put(key);
            work.Commit();
        }
        return due;
    }

    /// <summary>Does what is to be done by the facts of this moment, all but the destruction itself: of that it states the intent.</summary>
    private KeyDecision? Act(ProjectId project, int epoch, RetentionSchedule schedule)
    {
        using var work = catalogue.Begin();
        if (work.Keys.Find(project, epoch) is not { } key)
            return null;
        var (decision, now) = (Decide(work, key, schedule), clock.LogNow());
        switch (decision)
        {
            case KeyDecision.Delete delete:
                work.Keys.Put(key with { State = KeyState.Deleted, Since = now, RecoverableThrough = delete.RecoverableThrough });
                log.Append(work, [new AuditEntry.KeyDeleted(now, RetentionRun.Schedule, project, epoch, delete.RecoverableThrough, schedule.Sha256)]);
                // While nobody else can record a fact: after the commit it would take from use what a hold has just brought back.
                erasing.Delete(project, epoch);
                work.Commit();
                inUse.Forget(project);
                break;
            case KeyDecision.Recover recover:
                Recover(work, key, recover.Because, now);
                work.Commit();
                inUse.Forget(project);
                break;
            case KeyDecision.Destroy when key.Intent is null:
                var pending = log.Append(work, [new AuditEntry.KeyDestructionIntended(now, RetentionRun.Schedule, project, epoch)]);
                work.Keys.Put(key with { Intent = pending.Seqs[0] });
                work.Commit();
                break;
            default:
                break;
        }
        return decision;
    }

    /// <summary>
    /// Destroys the key while nobody else can record a fact: a hold is either in the books by now, and wins, or is placed when it is too late and says so.
    /// </summary>
    private void Destroy(ProjectId project, int epoch, RetentionSchedule schedule)
    {
        // A hold may have brought it back since the intent was stated.
        if (KeyReceipts.OfCommitted(catalogue, project, epoch) is not { } receipt)
            return;
        using var work = catalogue.Begin();
        if (work.Keys.Find(project, epoch) is not { Intent: { } intent } key || intent != receipt.Seq)
            return;
        var now = clock.LogNow();
        switch (Decide(work, key, schedule))
        {
            case KeyDecision.Destroy:
                erasing.Destroy(receipt);
                NoteDestroyed(work, key, receipt.Seq, now);
                break;
            case KeyDecision.Recover recover:
                Recover(work, key, recover.Because, now);
                break;
            default:
                return;
        }
        work.Commit();
        inUse.Forget(project);
    }

    /// <summary>Brings the key back; where a killed process had come to destroy it, that is what is written down.</summary>
    private void Recover(IUnitOfWork work, LinkKey key, KeyKeptReason because, Instant now)
    {
        var back = recovery.Recover(work, [key], because, now, RetentionRun.Schedule);
        log.Append(work, back);
        if (work.Keys.Find(key.Project, key.Epoch) is { Trouble: KeyTrouble.Refused })
            throw new IOException($"The key of project {key.Project}, epoch {key.Epoch}, cannot be brought back.");
        if (back.Count == 0 && key.Intent is { } intent)
            NoteDestroyed(work, key, intent, now);
    }

    private void NoteDestroyed(IUnitOfWork work, LinkKey key, long intent, Instant now)
    {
        work.Keys.Put(key with { State = KeyState.Destroyed, Since = now, Intent = null });
        log.Append(work, [new AuditEntry.KeyDestroyed(now, RetentionRun.Schedule, intent, key.Project, key.Epoch)]);
    }

    /// <summary>By the facts of this moment; nothing is done by a schedule that is no longer in force, nor while a guard of the whole installation is closed.</summary>
    private KeyDecision Decide(IUnitOfWork work, LinkKey key, RetentionSchedule schedule)
    {
        if (work.Schedules.Current()?.Sha256 != schedule.Sha256 || work.Guards.Closed().Any(g => g.Store is null))
            return new KeyDecision.Kept(KeyKeptReason.NotYet);
        var remains = new KeyRemains(work).Of(key.Project);
        return KeyDecision.Of(Noted(key, remains, Today(schedule)), remains, schedule.LinkKeys, Today(schedule));
    }

    /// <summary>Since when nothing of the project is left; a project of which something is there again begins anew.</summary>
    private static LinkKey Noted(LinkKey key, ProjectRemains remains, LocalDate today) =>
        key with { QuietSince = remains is { HasRecords: false, HasResidue: false } ? key.QuietSince ?? today : null };

    private LocalDate Today(RetentionSchedule schedule) => clock.GetCurrentInstant().InZone(schedule.Zone).Date;
}
