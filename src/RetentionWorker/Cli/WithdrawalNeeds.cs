using RetentionWorker.Plan;

namespace RetentionWorker.Cli;

/// <summary>What of a withdrawal needs a person, with its day.</summary>
internal static class WithdrawalNeeds
{
    public static IEnumerable<string> Of(WithdrawalStanding standing)
    {
        var id = standing.Withdrawal;
        if (standing.Undecided)
        {
            yield return $"objection {id} awaits a decision since {Answer.Show(standing.ReceivedOn)} (retention withdraw decide {id} --uphold, or --dismiss): its records are restricted until then"
                + (standing.EraseBy is { } limit ? $"; its internal limit is {Answer.Show(limit)}, {WithdrawalShown.InDays(standing.DaysLeft!.Value)}" : "");
        }
        else if (standing is { DaysLeft: < 0, Remaining: > 0 })
        {
            yield return $"withdrawal {id} is past its internal limit {Answer.Show(standing.EraseBy)}, {WithdrawalShown.InDays(standing.DaysLeft!.Value)}: {Amount.Are(standing.Remaining, "record")} still there"
                + (standing.Held > 0 ? $", {standing.Held} of them held ({string.Join(", ", standing.Holds.Select(h => $"hold {h}"))})" : "");
        }
        foreach (var hold in standing.WithoutGround)
            yield return $"hold {hold} keeps records against withdrawal {id} and names no ground of UK GDPR Art. 17(3) (retention hold ground {hold} --ground …)";
        if (standing.InformDue)
            yield return $"whoever made withdrawal {id} is to be told, without delay and by {Answer.Show(standing.InformBy)}, what stays and why (Art. 12(4)); then: retention withdraw inform {id} --on DATE";
    }
}
