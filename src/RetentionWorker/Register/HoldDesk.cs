using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Keys;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>Places holds. A hold is in force the moment it is recorded; placing it ends when no erasure that began before it is still in flight.</summary>
internal sealed class HoldDesk(Bookkeeping books, Commitments commitments, SomebodyErases somebodyErases, TemplateOf templates, KeyRecovery keys, TimeProvider time)
{
    private const int PollsAtMost = 600;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public IReadOnlyList<HoldLine> List(bool active)
    {
        using var session = books.Read();
        var today = books.Today(session);
        return session.Holds.List().Where(h => !active || h.ReleasedAt is null).Select(h => HoldLine.Of(h, session, today)).ToList();
    }

    /// <summary>Records the hold, calls <paramref name="waiting"/> with the number of erasures in flight whenever it changes, and returns when there is none.</summary>
    public async Task<Registered<PlacedHold>> PlaceAsync(HoldRequest asked, Action<int> waiting, CancellationToken ct)
    {
        Hold hold;
        List<OpenIntent> inFlight;
        List<RecordAddress> before;
        string? unmatched;
        IReadOnlyList<AuditEntry.KeyRecovered> keysBack;
        List<LinkKey> keysGone;
        using (var work = books.Begin())
        {
            var known = asked.Record?.Find(work);
            var address = known?.Address ?? (asked.Record as RecordReference.ByName)?.Address;
            // From the first question on it is over whatever goes on as part of its project.
            hold = new Hold(0, asked.Project, asked.Participant, asked.Category, address, asked.Mandate, asked.Reference, asked.ReviewBy)
            {
                Ground = asked.Ground, AlsoOver = work.Projects.MergedInto(asked.Project),
            };
            if (Problem(asked, hold, known, work) is { } problem)
                return Registered<PlacedHold>.Bad(problem);
            if (RequestsForErasure.ProblemOf(hold, work) is { } ungrounded)
                return Registered<PlacedHold>.Bad(ungrounded);
            inFlight = work.Intents.ListOpen().Where(i => Covers(hold, work.Records.Find(i.RecordId), work)).ToList();
            before = hold.Projects.SelectMany(p => work.Records.Stream(null, p, presentOnly: false))
                .Where(r => r.State == RecordState.Erased && Covers(hold, r, work)).Select(r => r.Address).ToList();
            unmatched = KnownNames.Unmatched(work, hold);
            if (unmatched is not null && known is null && address is not null)
                unmatched += $" ({HoldScope.Reading(address, templates)})";
            var now = books.Now;
            hold = hold with { Id = work.Holds.Place(hold, books.Actor, now) };
            // Between a key's deletion and its destruction a hold brings it back, and before anything is committed with a new one.
            keysBack = keys.Recover(work, work.Keys.List().Where(k => hold.IsOver(k.Project)), KeyKeptReason.Held, now, books.Actor);
            keysGone = work.Keys.List().Where(k => k.State != KeyState.Active && hold.IsOver(k.Project)).ToList();
            books.Commit(work, [new AuditEntry.HoldPlaced(
                now, books.Actor, hold.Id, hold.Project, hold.Participant is { } p ? commitments.OfParticipant(hold.Project, p) : null, hold.Category,
                hold.Record is { } r ? commitments.OfRecord(hold.Project, r) : null, hold.Kind, hold.Reference, hold.ReviewBy) { Ground = hold.Ground }, .. keysBack]);
        }
        var inDoubt = await WaitAsync(inFlight, waiting, ct);
        var tooLateFor = Erased(inFlight);
        var placed = new PlacedHold(
            hold.Id, hold.Project, hold.Participant, hold.Category, hold.Record, hold.Kind, hold.Reference, hold.ReviewBy, tooLateFor, before, inDoubt)
        {
            Ground = hold.Ground,
            KeysRecovered = [.. keysBack.Select(k => $"{k.Project}.{k.Epoch}")],
            KeysDestroyedBefore = [.. keysGone.Where(k => k.Trouble != KeyTrouble.Refused).Select(k => $"{k.Project}.{k.Epoch}")],
            KeysRefused = [.. keysGone.Where(k => k.Trouble == KeyTrouble.Refused).Select(k => $"{k.Project}.{k.Epoch}")],
        };
        return Registered<PlacedHold>.Of(placed, unmatched is null ? [] : [$"{unmatched}; the hold is recorded and covers whatever matches it exactly"]);
    }

    /// <summary>Says why a request for erasure that came later does not reach what the hold covers.</summary>
    public Registered<HoldLine> Ground(long id, KeepingGround ground)
    {
        using var work = books.Begin();
        if (work.Holds.Find(id) is not { } known)
            return Registered<HoldLine>.Bad($"there is no hold {id} (see: retention hold list)");
        if (known.ReleasedAt is not null)
            return Registered<HoldLine>.No($"hold {id} was released, and keeps nothing");
        if (known.Hold.ForWithdrawal is { } objection)
            return Registered<HoldLine>.No($"hold {id} restricts the records of objection {objection} until somebody decides it; it needs no ground (retention withdraw decide {objection})");
        if (known.Hold.Ground == ground)
            return Registered<HoldLine>.Of(HoldLine.Of(known, work, books.Today(work)), $"hold {id} says so already; nothing changed");
        work.Holds.SetGround(id, ground);
        var line = HoldLine.Of(work.Holds.Find(id)!, work, books.Today(work));
        books.Commit(work, new AuditEntry.HoldGrounded(books.Now, books.Actor, id, known.Hold.Project, ground));
        return Registered<HoldLine>.Of(line);
    }

    private string? Problem(HoldRequest asked, Hold hold, RecordEntry? known, IReadSession session)
    {
        if (ProjectRules.ProblemOfReference(asked.Reference) is { } problem)
            return $"--reference: {problem}: it goes on the audit log, where there is no room for names";
        if (asked.ReviewBy <= books.Today(session))
            return $"--review-by {NodaTime.Text.LocalDatePattern.Iso.Format(asked.ReviewBy)} is not in the future: a hold is reviewed some day, and stays until it is released";
        if (asked.Record is RecordReference.ByNumber && known is null)
            return $"there is no record {asked.Record}; write store:name for one that is not known yet";
        if (known is not null && session.Groups.Find(known.GroupId)?.Key is { } key)
            return HoldScope.Contradiction(hold, known.Address, key.Project, key.Category, key.Participation);
        return hold.Record is { } unknown ? HoldScope.ContradictionOfUnknown(hold, unknown, templates) : null;
    }

    /// <summary>How many of the erasures nobody will finish.</summary>
    private async Task<int> WaitAsync(List<OpenIntent> inFlight, Action<int> waiting, CancellationToken ct)
    {
        var left = inFlight.Count;
        for (var polls = 0; left > 0; polls++)
        {
            waiting(left);
            if (!somebodyErases() || polls > PollsAtMost)
                return StillOpen(inFlight);
            await Task.Delay(Poll, time, ct);
            left = StillOpen(inFlight);
        }
        return 0;
    }

    private int StillOpen(List<OpenIntent> inFlight)
    {
        using var session = books.Read();
        var open = session.Intents.ListOpen().Select(i => i.Seq).ToHashSet();
        return inFlight.Count(i => open.Contains(i.Seq));
    }

    private List<RecordAddress> Erased(List<OpenIntent> inFlight)
    {
        if (inFlight.Count == 0)
            return [];
        using var session = books.Read();
        return inFlight.Select(i => session.Records.Find(i.RecordId)).OfType<RecordEntry>()
            .Where(r => r.State == RecordState.Erased).Select(r => r.Address).ToList();
    }

    private static bool Covers(Hold hold, RecordEntry? record, IReadSession session) =>
        record is not null && session.Groups.Find(record.GroupId) is { } group && group.Key.IsCoveredBy(hold, record.Address);
}
