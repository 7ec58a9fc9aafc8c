using System.Runtime.InteropServices;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;

namespace RetentionWorker.Run;

/// <summary>
/// A pass as planned: the plan, and the counts that its books have to balance with, from one consistent view. <paramref name="Made"/> is null
/// where the plan was kept before; then the books are of the plan's records alone.
/// </summary>
internal sealed record PlannedPass(
    ErasurePlan Plan, MadePlan? Made, Count Total, long Bytes, IReadOnlyList<Share> OfStores, IReadOnlyList<Share> OfProjects, IReadOnlyList<GroupKey> Keys, IReadOnlySet<long> InDoubt)
{
    /// <summary>How many of its records a person said no to last.</summary>
    public long Rejected { get; init; }

    /// <summary>The plan of now for the scope.</summary>
    public static PlannedPass Make(IReadSession session, RetentionSchedule schedule, PlanScope scope, Instant now)
    {
        var made = new PlanMaking(session).Make(schedule, scope, now);
        var total = Count.Zero;
        var (stores, projects) = (new Tally(), new Tally());
        // What a pass of canaries takes is measured against canaries, and nothing else ever is.
        foreach (var counted in new Census(session).Take(scope == CanaryRules.Scope ? scope : PlanScope.Everything, now))
        {
            var inScope = PlanMaking.InScope(counted.Group.Key, scope);
            var due = inScope ? counted.Count.Due : 0;
            if (inScope)
                total += counted.Count;
            stores.Add(counted.Group.Key.Store.Value, due, counted.Count.Present);
            if (counted.Group.Key.Project is { } project)
                projects.Add(project.Value, due, counted.Count.Present);
        }
        return new PlannedPass(made.Plan, made, total, made.Plan.Bytes, stores.Shares(), projects.Shares(), [.. made.Groups.Select(g => g.Key)], InDoubtOf(session))
        {
            Rejected = session.Rejections.CountIn(made.Groups.Select(g => g.Id).ToHashSet(), made.Plan.NotedUpTo, made.HeldRecords),
        };
    }

    /// <summary>A kept plan, as much of it as is still there.</summary>
    public static PlannedPass OfKept(IReadSession session, KeptPlan kept, Instant now)
    {
        var left = session.Plans.Shares(kept.Plan.Digest);
        var (stores, projects) = (new Tally(), new Tally());
        foreach (var share in left)
        {
            stores.Add(share.Store.Value, share.Present, 0);
            projects.Add(share.Project.Value, share.Present, 0);
        }
        foreach (var counted in new Census(session).Take(PlanScope.Everything, now))
        {
            stores.Add(counted.Group.Key.Store.Value, 0, counted.Count.Present);
            if (counted.Group.Key.Project is { } project)
                projects.Add(project.Value, 0, counted.Count.Present);
        }
        var records = left.Sum(s => s.Present);
        var overdue = kept.DeadlineAt <= now ? records : 0;
        var keys = session.Plans.Groups(kept.Plan.Digest).Select(id => session.Groups.Find(id)!.Key).ToList();
        return new PlannedPass(kept.Plan, null, new Count(records, 0, 0, 0, records, overdue), left.Sum(s => s.Bytes), stores.Shares(), projects.Shares(), keys, InDoubtOf(session))
        {
            Rejected = session.Rejections.CountOf(kept.Plan.Digest),
        };
    }

    /// <summary>What it hands out of one store.</summary>
    public BatchSource SourceOf(StoreName store) => Made is null
        ? new KeptSource(store, Plan.Digest, InDoubt)
        : new PlannedSource(store, Made.Groups, Plan.NotedUpTo, Made.HeldRecords, InDoubt);

    private static HashSet<long> InDoubtOf(IReadSession session) => [.. session.Intents.ListOpen().Select(i => i.RecordId)];

    private sealed class Tally
    {
        private readonly Dictionary<string, (long Taken, long Present)> counts = new(StringComparer.Ordinal);

        public void Add(string subject, long taken, long present)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, subject, out _);
            count = (count.Taken + taken, count.Present + present);
        }

        public IReadOnlyList<Share> Shares() => [.. counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new Share(c.Key, c.Value.Taken, c.Value.Present))];
    }
}
