using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
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
    private static readonly ParticipantId Held = new("P1");

    public override string Name => "hold-against-erase";

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (daemon, person) = (site.Open("daemon"), site.Open("person"));
        var outcome = new Outcome();
        site.Tag = outcome;
        site.Truth.Forbidden = (record, strand) =>
            !Covers(record) ? null
            : outcome.Placed is not null ? "although the hold is placed"
            : site.Truth.CommittedAt("person") < strand.AskedAt ? "although the hold was recorded before the gate was asked"
            : null;
        return [(daemon.Party, async () => outcome.Report = await daemon.EnforceAsync()), (person.Party, async () => outcome.Placed = await PlaceAsync(person))];
    }

    public override void Judge(Site site)
    {
        var truth = site.Truth;
        var outcome = (Outcome)site.Tag!;
        var placed = (outcome.Placed as Registered<PlacedHold>.Done)?.Fact;
        truth.Require(placed is not null, "the hold was not placed");
        truth.Require(outcome.Report is not null, "the run did not take place");
        var gone = truth.Removed.Where(Covers).ToHashSet();
        var told = placed!.TooLateFor.Concat(placed.ErasedBefore).ToHashSet();
        truth.Require(told.IsSubsetOf(gone), "it was told of a record as gone that is there");
        truth.Require(gone.IsSubsetOf(told), "something that it covers is gone, and nobody was told");
        truth.Require(truth.Removed.Count(r => !Covers(r)) == 4, "what the hold does not cover was not erased");
        using (var session = site.Observe())
            truth.Require((session.Breaches.Open().Count > 0) == (placed.TooLateFor.Count > 0), "a hold that came too late is no possible breach, or the other way round");
        truth.CheckLog();
        site.Came = $"{placed.TooLateFor.Count} in flight, {placed.ErasedBefore.Count} erased before, {2 - gone.Count} kept";
    }

    private static bool Covers(RecordAddress record) => record.Name.ToString().Contains("/P1/", StringComparison.Ordinal);

    private static Task<Registered<PlacedHold>> PlaceAsync(Process person) => person.Holds("os-2").PlaceAsync(
        new HoldRequest(Site.Project, Held, null, null, HoldKind.Litigation, "CASE/1", new LocalDate(2027, 1, 1)), _ => { }, CancellationToken.None);

    private sealed class Outcome
    {
        public RunReport? Report { get; set; }

        public Registered<PlacedHold>? Placed { get; set; }
    }
}
