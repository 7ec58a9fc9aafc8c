using System.Globalization;
using NodaTime;
using Retention.Domain.Calendar;
using RetentionWorker.Plan;

namespace RetentionWorker.Watch;

/// <summary>What people still owe to whoever withdrew: a decision, a ground, an answer. Each within a month of receipt (Art. 12(3) and (4)).</summary>
internal static class OpenWithdrawals
{
    public static IEnumerable<Obstacle> Of(IEnumerable<WithdrawalStanding> standings, DateTimeZone zone)
    {
        foreach (var standing in standings)
        {
            var (id, since, by) = (Text(standing.Withdrawal), standing.ReceivedOn.StartIn(zone), Clocks.EndOf(standing.InformBy, zone));
            if (standing.Undecided)
                yield return new Obstacle(ObstacleKind.ObjectionUndecided, id, standing.Remaining, since, by, "restricted", $"retention withdraw decide {id} --uphold, or --dismiss");
            if (standing.InformDue)
                yield return new Obstacle(ObstacleKind.RequesterUninformed, id, standing.Held, since, by, "not-informed", $"tell them what stays and why (retention withdraw show {id}), then: retention withdraw inform {id} --on DATE");
            if (standing.WithoutGround.Count > 0)
                yield return new Obstacle(ObstacleKind.HoldWithoutGround, id, standing.Held, since, by, "no-ground", string.Join("; ", standing.WithoutGround.Select(h => $"retention hold ground {Text(h)} --ground GROUND")));
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
