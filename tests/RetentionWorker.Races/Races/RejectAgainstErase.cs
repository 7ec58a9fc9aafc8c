using Retention.Domain.Approvals;
using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>An approval is taken back while the daemon carries the plan out: from then on no destructive call begins.</summary>
internal sealed class RejectAgainstErase : WaitingPlan
{
    public override string Name => "reject-against-erase";

    /// <summary>Whatever is left of a plan that was taken back is beyond it too.</summary>
    public override string Limits => "limits:\n  records: 0";

    public override void Prepare(Process first)
    {
        base.Prepare(first);
        string digest;
        using (var session = first.Observed.Read())
            digest = session.Plans.List(PlanStanding.Waits)[0].Plan.Digest;
        if (first.Approving.Approve(digest, "os-2", asSingleOperator: false) is not Judged.Done)
            throw new InvalidOperationException("The plan could not be approved.");
    }

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (daemon, person) = (site.Open("daemon"), site.Open("person"));
        var digest = PlanOf(site).Plan.Digest;
        site.Truth.Forbidden = (_, strand) =>
            site.Truth.CommittedAt("person") < strand.AskedAt ? "although its approval was taken back before the gate was asked" : null;
        return
        [
            (daemon.Party, () => daemon.EnforceAsync()),
            (person.Party, () =>
            {
                site.Tag = person.Approving.Reject(digest, "os-3", RejectReason.WrongFacts);
                return Task.CompletedTask;
            }),
        ];
    }

    public override void Judge(Site site)
    {
        // Too late only where it was carried out whole before.
        var rejected = site.Tag is Judged.Done;
        site.Truth.Require(rejected || site.Truth.Removed.Count == 6, "neither taken back nor carried out");
        var plan = PlanOf(site);
        site.Truth.Require(plan.Standing == (rejected && site.Truth.Removed.Count < 6 ? PlanStanding.Rejected : plan.Standing), "what was taken back does not stand so");
        site.Truth.CheckLog();
        site.Came = $"{site.Truth.Removed.Count} erased, {(rejected ? "taken back" : "too late to take it back")}";
    }
}
