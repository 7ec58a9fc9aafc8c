using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Schedule;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>How far the log can be pruned now.</summary>
/// <param name="First">The index of the first entry that is left.</param>
/// <param name="Minimum">Entries before this index may go; equal to <paramref name="First"/> where none may.</param>
/// <param name="End">Why the entry at <paramref name="EndAt"/> stays; null where every entry may go.</param>
/// <param name="EndAt">The first entry that stays.</param>
/// <param name="Announced">The index before which entries go by a pruning that is announced on the log and not carried out to its end; null where there is none.</param>
/// <param name="AnnouncedAt">The entry that says so.</param>
/// <param name="IsAnchored">Whether a place outside took a checkpoint that covers the announcement.</param>
internal sealed record PruneOutlook(long First, long Minimum, PruneEnd? End, long? EndAt, long? Announced, long? AnnouncedAt, bool IsAnchored);

/// <summary>
/// Lets entries of the audit log go that are older than its own retention: an entry announces it, a place outside takes a checkpoint that covers the announcement, and only then are the
/// entries replaced by their leaf hashes, in whole bundles. Every older checkpoint and proof still verifies.
/// </summary>
internal sealed class LogPrune(ICatalogue catalogue, AuditLog log, IClock clock)
{
    /// <summary>Bundles in one transaction: nobody waits long behind it.</summary>
    private const int AtOnce = 32;

    /// <summary>Whether a pruning is announced and not carried out to its end: until it is, no other one is.</summary>
    public bool IsAnnounced()
    {
        using var session = catalogue.Read();
        return Pending(session) is not null;
    }

    /// <summary>What may go by the facts of now. Changes nothing.</summary>
    public PruneOutlook Outlook(RetentionSchedule schedule, CancellationToken ct)
    {
        using var session = catalogue.Read();
        var (reach, first) = (new PruneReach(session, schedule, Today(schedule)), session.Log.First());
        var (end, endAt) = ((PruneEnd?)null, (long?)null);
        foreach (var (seq, entry) in session.Log.Read(first))
        {
            ct.ThrowIfCancellationRequested();
            if (reach.EndAt(seq, entry) is { } found)
            {
                (end, endAt) = (found, seq);
                break;
            }
        }
        var reached = endAt ?? session.Log.Head().Size;
        // What the catalogue does not know to be open may be so by the log, and then it is a finding that must not go.
        if (reached - first >= Tile.Full && OpenOnLog(session, first, ct) is { } open && open < reached)
            (end, endAt, reached) = (PruneEnd.OpenIntent, open, open);
        var announced = Pending(session);
        return new(first, Math.Max(first, reached - (reached % Tile.Full)), end, endAt, announced?.Minimum, announced?.Seq, announced is not null && IsAnchored(session, announced));
    }

    /// <summary>
    /// Puts on the log that the entries before the outlook's minimum go. Does nothing where that is announced already, or where facts have changed meanwhile: the next look asks again.
    /// Throws <see cref="LogEntryFault"/> where the log does not verify.
    /// </summary>
    public void Announce(RetentionSchedule schedule, PruneOutlook outlook, CancellationToken ct)
    {
        if (outlook.Announced is not null || outlook.Minimum <= outlook.First)
            return;
        // Read before anybody has to wait, and the few entries of the meantime in the same transaction.
        var checks = new EntryChecks(outlook.First);
        var (next, laterKeys) = (outlook.First, 0);
        using (var session = catalogue.Read())
            Read(session);
        using var work = catalogue.Begin();
        Read(work);
        if (!checks.KnowsThePast || work.Log.First() != outlook.First || work.Log.Head().Signed is null || work.Schedules.Current()?.Sha256 != schedule.Sha256)
            return;
        var now = clock.LogNow();
        var pending = log.Append(work, [new AuditEntry.LogPruned(
            now, "schedule", outlook.Minimum, schedule.LogEntriesKeptFor!.Value, schedule.Sha256, [.. checks.LogKeys.All.SkipLast(laterKeys)], [.. checks.Holds.Keys.Order()])]);
        work.Log.Announce(new AnnouncedPrune(outlook.Minimum, pending.Seqs[0]));
        work.Commit();

        void Read(IReadSession session)
        {
            foreach (var (seq, entry) in session.Log.Read(next))
            {
                ct.ThrowIfCancellationRequested();
                // Only what is read later says which keys the entries had that an earlier pruning let go.
                if (seq >= outlook.Minimum && NamesKey(seq, entry))
                    laterKeys++;
                if (checks.ProblemOf(seq, entry) is { } problem)
                    throw new LogEntryFault(seq, problem);
                next = seq + 1;
            }
        }
    }

    private static bool NamesKey(long seq, byte[] bytes)
    {
        using var entry = AuditList.Parse(seq, bytes);
        return entry.RootElement.GetProperty("kind").ValueEquals("log-key");
    }

    private static long? OpenOnLog(IReadSession session, long first, CancellationToken ct)
    {
        var checks = new EntryChecks(first);
        foreach (var (seq, entry) in session.Log.Read(first))
        {
            ct.ThrowIfCancellationRequested();
            if (checks.ProblemOf(seq, entry) is { } problem)
                throw new LogEntryFault(seq, problem);
        }
        return checks.Open.Concat(checks.OpenOverKeys).Select(seq => (long?)seq).Min();
    }

    /// <summary>
    /// Replaces the entries of the announced pruning by their hashes, as far as nothing has come up since that keeps one. Returns how many went.
    /// Does nothing before a place outside took a checkpoint that covers the announcement.
    /// </summary>
    public long CarryOut(RetentionSchedule schedule, Func<bool> stopped, CancellationToken ct)
    {
        if (!IsReady(schedule, ct))
            return 0;
        var gone = 0L;
        while (!stopped())
        {
            using var work = catalogue.Begin();
            if (work.Log.Announced() is not { } announced || !IsAnchored(work, announced) || work.Schedules.Current()?.Sha256 != schedule.Sha256 || work.Guards.Closed().Any(g => g.Store is null))
                break;
            var (reach, first) = (new PruneReach(work, schedule, Today(schedule)), work.Log.First());
            var bundles = Bundles(work, reach, first, announced.Minimum);
            foreach (var bundle in bundles)
            {
                work.Log.Prune(first, bundle);
                first += Tile.Full;
            }
            if (bundles.Count == 0)
                break;
            work.Commit();
            gone += bundles.Count * (long)Tile.Full;
        }
        if (gone > 0)
            catalogue.TidyUp();
        return gone;
    }

    private static List<IReadOnlyList<byte[]>> Bundles(IReadSession session, PruneReach reach, long first, long minimum)
    {
        var (bundles, leaves) = (new List<IReadOnlyList<byte[]>>(), new List<byte[]>(Tile.Full));
        foreach (var (seq, entry) in session.Log.Read(first).TakeWhile(e => e.Seq < minimum))
        {
            if (seq != first + (bundles.Count * (long)Tile.Full) + leaves.Count)
                throw new LogEntryFault(seq, "the entry before it is missing");
            if (reach.EndAt(seq, entry) is not null)
                break;
            leaves.Add(MerkleTree.LeafHash(entry));
            if (leaves.Count < Tile.Full)
                continue;
            bundles.Add(leaves);
            if (bundles.Count == AtOnce)
                break;
            leaves = new List<byte[]>(Tile.Full);
        }
        return bundles;
    }

    /// <summary>Something is announced, and what goes is what was written: after that only a hash could tell, and not of what.</summary>
    private bool IsReady(RetentionSchedule schedule, CancellationToken ct)
    {
        using (var session = catalogue.Read())
        {
            // Whatever keeps the first bundle, a hold say, may do so for years: the whole log is not read at each look for that.
            if (Pending(session) is not { } announced || !IsAnchored(session, announced)
                || Bundles(session, new PruneReach(session, schedule, Today(schedule)), session.Log.First(), announced.Minimum).Count == 0)
                return false;
        }
        // Where it does not verify, whoever asks the guards next says so; here nothing goes.
        return new AuditVerify(catalogue, NoteVerifier.Instance).Check(null, ct).Verified;
    }

    /// <summary>The pruning that is announced and not carried out to its end.</summary>
    private static AnnouncedPrune? Pending(IReadSession session) => session.Log.Announced() is { } announced && announced.Minimum > session.Log.First() ? announced : null;

    private static bool IsAnchored(IReadSession session, AnnouncedPrune announced) => session.Anchors.Latest().Any(a => a.Size > announced.Seq);

    private LocalDate Today(RetentionSchedule schedule) => clock.GetCurrentInstant().InZone(schedule.Zone).Date;
}
