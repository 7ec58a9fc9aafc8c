using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.Races.Races;

/// <summary>
/// A hold is placed while the daemon erases. From the moment it is recorded no destructive call begins for what it covers; what was under way
/// is told to whoever placed it; once it says that it is placed, nothing of it goes; and what it does not cover goes all the same.
/// </summary>
internal sealed class HoldAgainstErase : Race
{
    public override string Name => "hold-against-erase";

    public override IReadOnlyList<string> MustCome =>
    [
        "0 in flight, 0 erased before, 2 kept", "0 in flight, 1 erased before, 1 kept", "0 in flight, 2 erased before, 0 kept", "1 in flight, 0 erased before, 1 kept", "1 in flight, 1 erased before, 0 kept",
    ];

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (daemon, person) = (site.Open("daemon"), site.Open("person"));
        var outcome = new Outcome();
        site.Tag = outcome;
        site.Truth.Forbidden = (record, strand) =>
            !HeldParticipant.Covers(record) ? null
            : outcome.Placed is not null ? "although the hold is placed"
            : site.Truth.CommittedAt("person") < strand.AskedAt ? "although the hold was recorded before the gate was asked"
            : null;
        return
        [
            (daemon.Party, async () => outcome.Report = await daemon.EnforceAsync()),
            (person.Party, async () => outcome.Placed = await HeldParticipant.PlaceAsync(person, "os-2")),
        ];
    }

    public override void Judge(Site site)
    {
        var truth = site.Truth;
        var outcome = (Outcome)site.Tag!;
        truth.Require(outcome.Report is not null, "the run did not take place");
        var placed = HeldParticipant.RequireTold(site, outcome.Placed);
        truth.Require(truth.Removed.Count(r => !HeldParticipant.Covers(r)) == 4, "what the hold does not cover was not erased");
        truth.CheckLog();
        site.Came = $"{placed.TooLateFor.Count} in flight, {placed.ErasedBefore.Count} erased before, {2 - truth.Removed.Count(HeldParticipant.Covers)} kept";
    }

    private sealed class Outcome
    {
        public RunReport? Report { get; set; }

        public Registered<PlacedHold>? Placed { get; set; }
    }
}
