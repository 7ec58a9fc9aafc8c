using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Register;

namespace RetentionWorker.Races.Races;

/// <summary>A plan is approved and carried out by the daemon while somebody places a hold on a part of it: nothing goes before the approval, and the hold wins whatever was approved.</summary>
internal sealed class ApproveAgainstHold : WaitingPlan
{
    public override string Name => "approve-against-hold";

    /// <summary>What the hold leaves to erase is beyond it too: else the schedule alone would take that, and nobody need approve it.</summary>
    public override string Limits => "limits:\n  records: 2";

    public override IReadOnlyList<string> MustCome =>
    [
        "held before the approval, 0 of it gone", "held after the approval, 0 of it gone", "held after the approval, 1 of it gone", "held after the approval, 2 of it gone", "while under way",
    ];

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (daemon, approver, holder) = (site.Open("daemon"), site.Open("approver"), site.Open("holder"));
        var digest = PlanOf(site).Plan.Digest;
        var said = new Said();
        site.Tag = said;
        site.Truth.Forbidden = (record, strand) =>
            !(site.Truth.CommittedAt("approver") < strand.AskedAt) ? "although nobody had approved when the gate was asked"
            : !HeldParticipant.Covers(record) ? null
            : said.Placed is not null ? "although the hold is placed"
            : site.Truth.CommittedAt("holder") < strand.AskedAt ? "although the hold was recorded before the gate was asked"
            : null;
        return
        [
            (approver.Party, () =>
            {
                said.Approval = approver.Approving.Approve(digest, "os-2", asSingleOperator: false);
                return Task.CompletedTask;
            }),
            (daemon.Party, async () =>
            {
                for (var look = 0; look < 2; look++)
                    site.Truth.Require(await daemon.EnforceAsync() is not null, "the daemon has lost the right to erase");
            }),
            (holder.Party, async () => said.Placed = await HeldParticipant.PlaceAsync(holder, "os-3")),
        ];
    }

    public override void Judge(Site site)
    {
        var (truth, said) = (site.Truth, (Said)site.Tag!);
        truth.Require(said.Approval is Judged.Done, "the approval did not take effect");
        var placed = HeldParticipant.RequireTold(site, said.Placed);
        var daemon = site.Open("daemon again");
        site.Alone(daemon.Party, () => daemon.EnforceAsync());
        truth.Require(truth.Removed.Count(r => !HeldParticipant.Covers(r)) == 4, "what was approved and is not held was not erased");
        var log = truth.CheckLog();
        truth.Require(Count(log, "plan-approved") == 1 && Count(log, "hold-placed") == 1, "the log lacks one of them");
        site.Came = $"held {(truth.CommittedAt("holder") < truth.CommittedAt("approver") ? "before" : "after")} the approval, {truth.Removed.Count(HeldParticipant.Covers)} of it gone"
            + (placed.TooLateFor.Count > 0 ? " while under way" : "");
    }

    private sealed class Said
    {
        public Judged? Approval { get; set; }

        public Registered<PlacedHold>? Placed { get; set; }
    }
}
