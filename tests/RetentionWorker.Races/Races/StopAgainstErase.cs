using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>Somebody throws the stop switch while the daemon erases. No destructive call begins for which the switch was looked at later, and once it says that it is stopped nothing goes.</summary>
internal sealed class StopAgainstErase : Race
{
    public override string Name => "stop-against-erase";

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (daemon, person) = (site.Open("daemon"), site.Open("person"));
        var stopped = false;
        site.Truth.Forbidden = (_, strand) =>
            stopped ? "although everything is stopped"
            : site.Truth.CommittedAt("person") < strand.AskedAt ? "although the switch was thrown before it was looked at"
            : null;
        return
        [
            (daemon.Party, async () =>
            {
                try
                {
                    await daemon.EnforceAsync();
                }
                catch (Run.RunRefusal refusal) when (refusal.Guard == Register.StopDesk.Guard)
                {
                    // That is what was asked for.
                }
            }),
            (person.Party, async () =>
            {
                await person.Stop("os-2").StopAsync("drill", CancellationToken.None);
                stopped = true;
            }),
        ];
    }

    public override void Judge(Site site)
    {
        using (var session = site.Observe())
            site.Truth.Require(session.Guards.Find(Register.StopDesk.Guard) is not null, "nothing is stopped");
        site.Truth.CheckLog();
        site.Came = $"{site.Truth.Removed.Count} erased";
    }
}
