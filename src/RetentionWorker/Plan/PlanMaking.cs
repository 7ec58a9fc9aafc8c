using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>A plan's head, with the groups it takes records from, in the order of the digest.</summary>
internal sealed record MadePlan(ErasurePlan Plan, IReadOnlyList<DueGroup> Groups, IReadOnlySet<RecordAddress> HeldRecords)
{
    /// <summary>The earliest instant at which one of its records is late.</summary>
    public Instant? DeadlineAt => Groups.Min(g => g.DeadlineAt);
}

/// <summary>Makes the plan of everything in a scope that is due now and not held. Records stream through the digest; none is kept.</summary>
internal sealed class PlanMaking(IReadSession session)
{
    /// <summary><paramref name="json"/> gets the plan's canonical bytes, where somebody wants to see them.</summary>
    public MadePlan Make(RetentionSchedule schedule, PlanScope scope, Instant now, Stream? json = null) =>
        Make(schedule, scope, null, session.Groups.DueKeys(now), now, json);

    /// <summary>What has passed its starting point, and its day has not come: nothing that is held, under an obligation, or to be kept.</summary>
    public MadePlan MakeEarly(RetentionSchedule schedule, PlanScope scope, EarlyReason reason, Instant now)
    {
        var (facts, earliest) = (new FactsReader(session), schedule.AtTheEarliest());
        var groups = session.Groups.Stream()
            .Where(g => InScope(g.Group.Key, scope) && g.Timetable.DueAt is { } due && due > now && Decider.Timetable(facts.Of(g.Group.Key), earliest).DueAt <= now)
            .Select(g => new DueGroup(g.Group.Id, g.Group.Key, g.Timetable.DeadlineAt));
        return Make(schedule, scope, reason, [.. groups], now, null);
    }

    private MadePlan Make(RetentionSchedule schedule, PlanScope scope, EarlyReason? early, IReadOnlyList<DueGroup> candidates, Instant now, Stream? json)
    {
        var held = new HeldNow(session);
        var groups = candidates.Where(g => InScope(g.Key, scope) && !held.CoversAll(g.Key)).ToList();
        var stores = new HashSet<StoreName>();
        using var digest = new PlanDigest(schedule.Sha256, session.Holds.Epoch, scope, early, json);
        long records = 0, bytes = 0;
        SeePlanned take = (_, store, name, version, size) =>
        {
            if (held.Records.Count > 0 && held.Records.Contains(new RecordAddress(store, RecordName.FromBytes(name))))
                return;
            digest.Add(store, name, version);
            stores.Add(store);
            records++;
            bytes += size;
        };
        foreach (var group in groups)
            session.Records.Scan(group.Id, take);
        var identities = IdentitiesOf(stores);
        var plan = new ErasurePlan(
            digest.Finish(identities), schedule.Sha256, session.Holds.Epoch, identities, scope, records, bytes, now, early, session.Records.Noted);
        return new MadePlan(plan, groups, held.Records);
    }

    private Dictionary<StoreName, string> IdentitiesOf(HashSet<StoreName> stores) =>
        session.Stores.List().Where(s => stores.Contains(s.Name)).ToDictionary(s => s.Name, s => s.Identity);

    /// <summary>
    /// Whether the group lies in the scope; a participant's scope takes what is theirs alone and what they share. The program's own canaries lie in no
    /// scope but theirs.
    /// </summary>
    public static bool InScope(GroupKey key, PlanScope scope) =>
        (scope.Project is null ? !CanaryRules.IsReserved(key.Project) : key.Project == scope.Project)
        && (scope.Category is null || key.Category == scope.Category)
        && (scope.Participant is null || key.Participation.Participants.Contains(scope.Participant.Value));
}
