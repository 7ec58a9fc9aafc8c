using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Register;

namespace RetentionWorker.Races.Races;

/// <summary>A plan is approved and carried out by the daemon while somebody places a hold on a part of it: nothing goes before the approval, and the hold wins whatever was approved.</summary>
internal sealed class ApproveAgainstHold : WaitingPlan
{
    public override string Name => "approve-against-hold";

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (daemon, approver, holder) = (site.Open("daemon"), site.Open("approver"), site.Open("holder"));
        var digest = PlanOf(site).Plan.Digest;
        var placed = false;
        site.Truth.Forbidden = (record, strand) =>
            site.Truth.CommittedAt("approver") is null ? "before anybody approved"
            : !Covers(record) ? null
            : placed ? "although the hold is placed"
            : site.Truth.CommittedAt("holder") < strand.AskedAt ? "although the hold was recorded before the gate was asked"
            : null;
        return
        [
            (approver.Party, () =>
            {
                site.Truth.Require(approver.Approving.Approve(digest, "os-2", asSingleOperator: false) is Judged.Done, "the approval did not take effect");
                return Task.CompletedTask;
            }),
            (holder.Party, async () => placed = await holder.Holds("os-3").PlaceAsync(
                new HoldRequest(Site.Project, new ParticipantId("P1"), null, null, HoldKind.Litigation, "CASE/1", new LocalDate(2027, 1, 1)), _ => { }, CancellationToken.None) is Registered<PlacedHold>.Done),
            (daemon.Party, () => daemon.EnforceAsync()),
        ];
    }

    public override void Judge(Site site)
    {
        var daemon = site.Open("daemon again");
        site.Alone(daemon.Party, () => daemon.EnforceAsync());
        site.Truth.Require(site.Truth.Removed.Count(r => !Covers(r)) == 4, "what was approved and is not held was not erased");
        var log = site.Truth.CheckLog();
        site.Came = $"{site.Truth.Removed.Count(Covers)} of the held erased before the hold";
        site.Truth.Require(Count(log, "plan-approved") == 1 && Count(log, "hold-placed") == 1, "the log lacks one of them");
    }

    private static bool Covers(RecordAddress record) => record.Name.ToString().Contains("/P1/", StringComparison.Ordinal);
}
