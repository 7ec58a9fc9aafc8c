using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Certificates;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Certify;

/// <summary>What the catalogue knows of a scope, and what in its stores stands in the way of saying more.</summary>
internal sealed class CatalogueStory(IReadSession session, FoundScope scope, RetentionSchedule? schedule, IReadOnlyDictionary<StoreName, ConfiguredStore> stores)
{
    private readonly FactsReader facts = new(session);
    private readonly Dictionary<Undone, long> undone = [];

    public IReadOnlyDictionary<Undone, long> Reasons => undone;

    public long KeptForGood { get; private set; }

    /// <summary>The groups of the scope whose present records are kept for good.</summary>
    public List<long> GroupsForGood { get; } = [];

    /// <summary>Records that the catalogue takes for erased by this program.</summary>
    public long Erased { get; private set; }

    /// <summary>Whether any record of the scope was ever seen.</summary>
    public bool IsKnown { get; private set; }

    public List<HoldEntry> Holds { get; } = [];

    /// <summary>Those who were named for the project, where all of it is asked for: the list is the project's and speaks of nobody.</summary>
    public IReadOnlyList<RecipientStanding> Named { get; private set; } = [];

    public void Read(LocalDate today, DateTimeZone zone)
    {
        if (scope.Asked.Record is { } one)
            ReadRecord(one);
        else
            ReadGroups();
        ReadStores(scope.Asked.Record?.Store);
        Holds.AddRange(session.Holds.List().Where(h => scope.Projects.Any(p => h.Hold.IsOver(p))
            && (scope.Asked.Participant is not { } person || h.Hold.Participant is not { } held || held == person)
            && (scope.Asked.Record is not { } record || h.Hold.Record is not { } only || only.Equals(record))));
        Named = Recipients.StandingsOf(session, scope.Asked.Project, zone);
        Add(Undone.RecipientUntold, Named.Count(n => n.State == RecipientState.Due));
        Add(Undone.Held, Holds.Count(h => h.ReleasedAt is null));
        Add(Undone.CorrectionWaits, session.Corrections.Open().Count(c => c.Correction.Project is not { } of || scope.Projects.Contains(of)) + (session.Schedules.Unapproved() is null ? 0 : 1));
        Add(Undone.NoSchedule, schedule is null ? 1 : 0);
        Add(Undone.GuardClosed, session.Guards.Closed().Count);
        if (scope.Asked.Record is null && !HasEnded(today))
            Add(Undone.StillRunning, 1);
    }

    public void Add(Undone reason, long count)
    {
        if (count > 0)
            undone[reason] = undone.GetValueOrDefault(reason) + count;
    }

    private void ReadRecord(RecordAddress address)
    {
        if (session.Records.Find(address) is not { } record || session.Groups.Find(record.GroupId) is not { } group || !scope.Holds(group.Key))
            return;
        IsKnown = true;
        if (record.State == RecordState.Present)
            Count(group.Id, group.Key, 1);
        else if (record.State == RecordState.Erased)
            Erased++;
        else
            Add(Undone.Vanished, 1);
    }

    private void ReadGroups()
    {
        foreach (var (group, _) in session.Groups.Stream())
        {
            if (scope.Holds(group.Key))
                Count(group.Id, group.Key, group.Present);
            else if (!CanaryRules.IsReserved(group.Key.Project) && (group.Key.Project is not { } project || facts.Of(project) is null))
                Add(Undone.UnclassifiedElsewhere, group.Present);
        }
        IsKnown = IsKnown || scope.Projects.SelectMany(p => session.Groups.Keys(p)).Any(scope.Holds);
        Erased = session.Erased.Of(scope.Projects).Where(e => scope.Holds(e.Key)).Sum(e => e.Records);
        var within = new Dictionary<long, bool>();
        foreach (var record in scope.Projects.SelectMany(p => session.Records.Stream(null, p, presentOnly: false)).Where(r => r.State == RecordState.Vanished))
        {
            if (!within.TryGetValue(record.GroupId, out var ours))
                within.Add(record.GroupId, ours = session.Groups.Find(record.GroupId) is { } group && scope.Holds(group.Key));
            Add(Undone.Vanished, ours ? 1 : 0);
        }
    }

    private void Count(long id, GroupKey key, long present)
    {
        IsKnown = true;
        var timetable = schedule is null ? null : Decider.Timetable(facts.Of(key), schedule);
        if (timetable is { Kept: KeepReason.KeepRule, DueAt: null })
        {
            KeptForGood += present;
            GroupsForGood.Add(id);
            return;
        }
        Add(timetable?.Unclassified is null ? Undone.Present : Undone.Unclassified, present);
    }

    private void ReadStores(StoreName? only)
    {
        var adopted = session.Stores.List().Select(s => s.Name).Where(s => only is null || s == only).ToList();
        Add(Undone.StoreUndeclared, adopted.Count(s => !stores.ContainsKey(s)));
        // A store that is configured and was never adopted was never looked into.
        Add(Undone.StoreUnlisted, adopted.Count(s => session.Inventories.Expected(s) is null) + stores.Keys.Count(s => (only is null || s == only) && !adopted.Contains(s)));
        Add(Undone.InventoryShort, adopted.Count(s => session.Inventories.Expected(s) > session.Records.CountPresent(s)));
        Add(Undone.Unreadable, session.Inventories.Unreadable().Where(u => only is null || u.Store == only).Sum(u => u.Places));
    }

    /// <summary>Whether no more records are to be expected: the project has ended, or whom it concerns has left it altogether.</summary>
    private bool HasEnded(LocalDate today) =>
        scope.Projects.All(p => facts.Of(p)?.EndedOn <= today)
        || (scope.Asked.Participant is { } person && session.Withdrawals.List(scope.Asked.Project)
            .Any(w => w.CancelledAt is null && w.Facts.Participant == person && w.Facts.Category is null && w.Facts.Stands && w.Facts.ReceivedOn <= today));
}
