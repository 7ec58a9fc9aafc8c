using RetentionWorker.Register;

namespace RetentionWorker.Cli;

/// <summary>What of the holds in force needs a person.</summary>
internal static class HoldNeeds
{
    public static IEnumerable<string> Of(IReadOnlyList<HoldLine> holds)
    {
        foreach (var hold in holds.Where(h => h.Unmatched is not null))
            yield return $"hold {hold.Hold} matches nothing: {hold.Unmatched}";
        foreach (var hold in holds.Where(h => h is { ReviewIsDue: true, Objection: null }))
            yield return $"hold {hold.Hold} was to be reviewed by {Answer.Show(hold.ReviewBy)}: its review is due since {Answer.Show(hold.ReviewDueSince)}";
        foreach (var hold in holds.Where(h => h.ReleasesAt is not null))
            yield return $"hold {hold.Hold} is released from {Answer.Show(hold.ReleasesAt)} (retention hold keep {hold.Hold} takes that back)";
    }
}
