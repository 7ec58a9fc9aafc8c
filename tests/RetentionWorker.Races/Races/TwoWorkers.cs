using Retention.Domain.Plans;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Run;

namespace RetentionWorker.Races.Races;

/// <summary>Two runs and a purge by hand at once, each in a process of its own. One of them erases at a time, nothing twice, and in the end all of it is gone.</summary>
internal sealed class TwoWorkers : Race
{
    private const string Nothing = "nothing due";

    public override string Name => "two-workers";

    public override IReadOnlyList<string> MustCome =>
    [
        "erased by one", "erased by two", "erased by purge", $"the purge: {Nothing}", "the purge: handed over, 6 erased", "the purge: handed over, plan-done", "the purge: by itself, 6 erased", "the purge: by itself, plan-done",
    ];

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (one, two, purge) = (site.Open("one"), site.Open("two"), site.Open("purge"));
        return
        [
            (one.Party, async () =>
            {
                // As the daemon does it: the right, then what another process handed over, what is due, and what was handed over meanwhile.
                using var right = one.TryTakeErasingRight(out var entrance);
                if (right is null)
                    return;
                await entrance.ResolveAsync(CancellationToken.None);
                await entrance.NextRequestAsync(CancellationToken.None);
                await entrance.EnforceAsync(CancellationToken.None);
                await entrance.NextRequestAsync(CancellationToken.None);
            }),
            (two.Party, () => two.EnforceAsync()),
            (purge.Party, async () => site.Tag = await PurgeAsync(purge)),
        ];
    }

    public override void Judge(Site site)
    {
        site.Truth.Require(site.Truth.Removed.Count == 6, $"{6 - site.Truth.Removed.Count} records are left although three processes were to erase them");
        site.Truth.CheckLog();
        using (var session = site.Observe())
            site.Truth.Require(session.Requests.Next() is null, "what was handed over is still to be done");
        site.Came = $"erased by {string.Join(" and ", site.Truth.By.Distinct())}; the purge: {site.Tag}";
    }

    /// <summary>As the command does it: look, keep what was seen, carry it out. What came of it, in words.</summary>
    private static async Task<string> PurgeAsync(Process purge)
    {
        if (purge.Keep("os-2") is not { } digest)
            return Nothing;
        try
        {
            var report = await purge.Purging("os-2").CarryOutAsync(PlanScope.Everything, digest, (_, _) => { }, CancellationToken.None);
            return $"{(report.HandedOver ? "handed over" : "by itself")}, {report.Result.Refused ?? $"{report.Result.Erased} erased"}";
        }
        catch (RunRefusal refusal) when (refusal.Code == "plan-done")
        {
            // Another one carried out the very same plan meanwhile.
            return $"by itself, {refusal.Code}";
        }
    }
}
