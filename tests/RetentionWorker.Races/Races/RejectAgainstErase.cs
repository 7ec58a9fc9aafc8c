using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>An approval is taken back while the daemon carries the plan out: from then on no destructive call begins, and what is left stays.</summary>
internal sealed class RejectAgainstErase : WaitingPlan
{
    public override string Name => "reject-against-erase";

    public override IReadOnlyList<string> MustCome =>
    [
        "0 erased, taken back", "1 erased, taken back", "2 erased, taken back", "3 erased, taken back", "4 erased, taken back", "5 erased, taken back",
        "6 erased, taken back before it was written", "6 erased, too late",
    ];

    public override async Task PrepareAsync(Process first)
    {
        await base.PrepareAsync(first);
        ApproveEverything(first);
    }

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (daemon, person) = (site.Open("daemon"), site.Open("person"));
        var digest = PlanOf(site).Plan.Digest;
        site.Truth.Forbidden = (_, strand) =>
            site.Truth.CommittedAt("person") < strand.AskedAt ? "although its approval was taken back before the gate was asked" : null;
        return EnforceAgainstRejection(site, daemon, person, digest);
    }

    public override void Judge(Site site)
    {
        var rejection = site.Tag as Judged.Done;
        site.Truth.Require(rejection is not null || site.Tag is Judged.Refused, "the rejection has no answer");
        var erased = site.Truth.Removed.Count;
        RequireLastWord(site, rejection);
        var log = site.Truth.CheckLog();
        site.Truth.Require(Count(log, "plan-rejected") == (rejection is null ? 0 : 1) && Count(log, "plan-approved") == 1, "the log says something else");
        site.Came = rejection is null ? $"{erased} erased, too late to take it back" : $"{erased} erased, taken back{(erased == 6 ? " before it was written" : "")}";
    }
}
