using Retention.Domain.Plans;
using RetentionWorker.Plan;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>Two runs and a purge by hand at once, each in a process of its own. One of them erases at a time, nothing twice, and in the end all of it is gone.</summary>
internal sealed class TwoWorkers : Race
{
    public override string Name => "two-workers";

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (one, two, purge) = (site.Open("one"), site.Open("two"), site.Open("purge"));
        return
        [
            (one.Party, async () =>
            {
                // As the daemon does it: the right, then what is due, then what another process handed over.
                using var right = one.TryTakeErasingRight(out var entrance);
                if (right is null)
                    return;
                await entrance.ResolveAsync(CancellationToken.None);
                await entrance.EnforceAsync(CancellationToken.None);
                await entrance.NextRequestAsync(CancellationToken.None);
            }),
            (two.Party, () => two.EnforceAsync()),
            (purge.Party, async () =>
            {
                var digest = Keep(purge, site);
                try
                {
                    await purge.Purging("os-2").CarryOutAsync(PlanScope.Everything, digest, (_, _) => { }, CancellationToken.None);
                }
                catch (Run.RunRefusal refusal) when (refusal.Code == "plan-done")
                {
                    // Another one carried out the very same plan meanwhile.
                }
            }),
        ];
    }

    public override void Judge(Site site)
    {
        site.Truth.Require(site.Truth.Removed.Count == 6, $"{6 - site.Truth.Removed.Count} records are left although three processes were to erase them");
        site.Truth.CheckLog();
        site.Came = $"erased by {string.Join(" and ", site.Truth.By.Distinct())}";
    }

    private static string Keep(Process process, Site site)
    {
        using var uow = process.Catalogue.Begin();
        var now = site.Clock.GetCurrentInstant();
        var made = new PlanMaking(uow).Make(site.Schedule, PlanScope.Everything, now);
        // Where nothing is left to plan there is nothing to keep.
        uow.Plans.Keep(
            made.Plan, "os-2", Retention.Domain.Approvals.PlanStanding.Saved, [.. made.Groups.Select(g => g.Id)], made.HeldRecords, [],
            now + RetentionWorker.Catalogue.KeptPlan.OnDemandLifetime, made.DeadlineAt);
        uow.Commit();
        return made.Plan.Digest;
    }
}
