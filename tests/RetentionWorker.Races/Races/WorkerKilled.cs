using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>One worker is killed at any moment while another one stands by; a third cleans up after both.</summary>
internal sealed class WorkerKilled : Race
{
    public override string Name => "worker-killed";

    public override IReadOnlyList<string> MustCome => ["erased by one,", "erased by two,", "erased by third,", "erased by one and two,", "erased by one and third,", ", 0 in doubt", ", 3 in doubt"];

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (one, two) = (site.Open("one"), site.Open("two"));
        var killer = new Party("kernel");
        return
        [
            (one.Party, () => one.RunOnceAsync()),
            (two.Party, () => two.RunOnceAsync()),
            (killer, () =>
            {
                site.Kill(one.Party);
                using var session = site.Observe();
                site.Tag = session.Intents.ListOpen().Count;
                return Task.CompletedTask;
            }),
        ];
    }

    public override void Judge(Site site)
    {
        var third = site.Open("third");
        site.Alone(third.Party, async () => site.Truth.Require(await third.RunOnceAsync() is not null, "the right to erase was not given back"));
        site.Truth.Require(site.Truth.Removed.Count == 6, "something is left");
        site.Came = $"erased by {string.Join(" and ", site.Truth.By.Distinct())}, {site.Tag} in doubt at the kill";
        site.Truth.CheckLog();
    }
}
