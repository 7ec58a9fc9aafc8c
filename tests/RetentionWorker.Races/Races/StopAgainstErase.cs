using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.Races.Races;

/// <summary>
/// Somebody throws the stop switch while the daemon erases. No destructive call begins for which the switch was looked at later, and once it says that it is
/// stopped nothing goes, at no later look either; started again, all the rest goes.
/// </summary>
internal sealed class StopAgainstErase : Race
{
    public override string Name => "stop-against-erase";

    public override IReadOnlyList<string> MustCome => ["0 erased", "1 erased", "2 erased", "3 erased", "4 erased", "5 erased", "6 erased"];

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
            (daemon.Party, () => LookAsync(daemon)),
            (person.Party, async () =>
            {
                await person.Stop("os-2").StopAsync("drill", CancellationToken.None);
                stopped = true;
            }),
        ];
    }

    public override void Judge(Site site)
    {
        var (truth, erased) = (site.Truth, site.Truth.Removed.Count);
        using (var session = site.Observe())
            truth.Require(session.Guards.Find(StopDesk.Guard) is not null, "nothing is stopped");
        truth.Require(truth.CheckLog().SkipWhile(e => KindOf(e) != "stopped").All(e => KindOf(e) != "erasure-intended"), "an intent was stated while everything was stopped");
        var (again, person) = (site.Open("daemon again"), site.Open("person again"));
        var refused = false;
        site.Alone(again.Party, async () => refused = await LookAsync(again));
        truth.Require(refused && truth.Removed.Count == erased, "a look while everything is stopped was not refused");
        site.Alone(person.Party, () =>
        {
            person.Stop("os-3").Start();
            return Task.CompletedTask;
        });
        truth.Forbidden = null;
        site.Alone(again.Party, async () => truth.Require(!await LookAsync(again), "started again, a look is refused"));
        truth.Require(truth.Removed.Count == 6, "started again, not all of the rest went");
        truth.CheckLog();
        site.Came = $"{erased} erased";
    }

    private static string? KindOf(System.Text.Json.JsonElement entry) => entry.GetProperty("kind").GetString();

    /// <summary>Whether the look was refused because of the stop.</summary>
    private static async Task<bool> LookAsync(Process daemon)
    {
        try
        {
            await daemon.EnforceAsync();
            return false;
        }
        catch (RunRefusal refusal) when (refusal.Guard == StopDesk.Guard)
        {
            return true;
        }
    }
}
