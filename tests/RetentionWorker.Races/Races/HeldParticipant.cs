using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Races.Bed;
using RetentionWorker.Register;

namespace RetentionWorker.Races.Races;

/// <summary>A hold on one participant, who has a record in each store.</summary>
internal static class HeldParticipant
{
    public static bool Covers(RecordAddress record) => record.Name.ToString().Contains("/P1/", StringComparison.Ordinal);

    public static Task<Registered<PlacedHold>> PlaceAsync(Process process, string who) => process.Holds(who).PlaceAsync(
        new HoldRequest(Site.Project, new ParticipantId("P1"), null, null, HoldKind.Litigation, "CASE/1", new LocalDate(2027, 1, 1)), _ => { }, CancellationToken.None);

    /// <summary>Whoever placed the hold was told of all that it covers and that is gone, and of nothing else; a call that was under way opens a possible breach.</summary>
    public static PlacedHold RequireTold(Site site, Registered<PlacedHold>? answer)
    {
        var truth = site.Truth;
        var placed = (answer as Registered<PlacedHold>.Done)?.Fact;
        truth.Require(placed is not null, "the hold was not placed");
        var gone = truth.Removed.Where(Covers).ToHashSet();
        var told = placed!.TooLateFor.Concat(placed.ErasedBefore).ToHashSet();
        truth.Require(told.IsSubsetOf(gone), "it was told of a record as gone that is there");
        truth.Require(gone.IsSubsetOf(told), "something that it covers is gone, and nobody was told");
        using var session = site.Observe();
        truth.Require((session.Breaches.Open().Count > 0) == (placed.TooLateFor.Count > 0), "a hold that came too late is no possible breach, or the other way round");
        return placed;
    }
}
