using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Plans;
using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Register;

namespace RetentionWorker.Races.Races;

/// <summary>
/// A plan is carried out on an approval while somebody says no to a smaller one with a part of its records, of which one is on hold. From then on none of
/// that part goes: not by the larger plan, and not when the hold has ended and the schedule alone would take what is left.
/// </summary>
internal sealed class RecallAgainstErase : WaitingPlan
{
    private const int OfPart = 2;
    private static readonly PlanScope Part = new(Site.Project, null, new ParticipantId("P1"));
    private static readonly RecordAddress Held = new(new StoreName("archive"), RecordName.FromText("alpha/recording/P1/a.wav"));

    public override string Name => "recall-against-erase";

    /// <summary>The smaller plan waits too; the one record that its hold leaves of it does not.</summary>
    public override string Limits => "limits:\n  records: 1";

    public override IReadOnlyList<string> MustCome => ["0 erased, recalled", "5 erased, recalled", "5 erased, through before", "1 in flight", "0 of the part gone", "1 of the part gone"];

    public override async Task PrepareAsync(Process first)
    {
        await base.PrepareAsync(first);
        await WaitAsync(first, Part);
        ApproveEverything(first);
        if (await first.Holds("os-4").PlaceAsync(
                new HoldRequest(Site.Project, null, null, new RecordReference.ByName(Held), HoldKind.Litigation, "CASE/1", new LocalDate(2027, 1, 1)), _ => { }, CancellationToken.None) is not Registered<PlacedHold>.Done)
            throw new InvalidOperationException("The hold took no effect.");
    }

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (daemon, person) = (site.Open("daemon"), site.Open("person"));
        var digest = DigestOf(person, Part);
        site.Truth.Forbidden = (record, strand) =>
            record == Held && site.Tag is not Ended ? "although it is on hold"
            : IsOfPart(record) && site.Truth.CommittedAt("person") < strand.AskedAt ? "although somebody had said no to it when the gate was asked"
            : null;
        return EnforceAgainstRejection(site, daemon, person, digest);
    }

    public override void Judge(Site site)
    {
        var (truth, rejection) = (site.Truth, site.Tag as Judged.Done);
        truth.Require(rejection is not null, "the rejection took no effect");
        var (erased, gone) = (truth.Removed.Count, truth.Removed.Count(IsOfPart));
        truth.Require(rejection!.Gone <= gone && gone <= rejection.Gone + rejection.InFlight, "it was told something else than what is gone");
        var (whole, exceeded) = (PlanOf(site).Standing, PlanOf(site).Exceeded);
        truth.Require(whole is PlanStanding.Done or PlanStanding.Waits && (whole == PlanStanding.Waits || erased == 5), "the larger plan is neither through nor waits again");
        truth.Require(whole == PlanStanding.Done || exceeded.Contains(PlanApproval.RejectedBefore(OfPart - gone)), "the larger plan waits as if nobody had said no");
        var (again, other) = (site.Open("daemon again"), site.Open("other"));
        site.Alone(again.Party, () => again.EnforceAsync());
        site.Alone(other.Party, () =>
        {
            using var session = site.Observe();
            truth.Require(other.Releases("os-5").Release(session.Holds.List()[0].Hold.Id, asSingleOperator: false) is Registered<HoldLine>.Done, "the hold was not released");
            return Task.CompletedTask;
        });
        site.Tag = new Ended();
        site.Alone(again.Party, () => again.EnforceAsync());
        truth.Require(truth.Removed.Count(IsOfPart) == gone, "what somebody said no to went at a later look");
        truth.CheckLog();
        site.Came = $"{erased} erased, {(whole == PlanStanding.Done ? "through before" : "recalled")}, {gone} of the part gone, {rejection.InFlight} in flight";
    }

    private static bool IsOfPart(RecordAddress record) => HeldParticipant.Covers(record);

    private sealed record Ended;
}
