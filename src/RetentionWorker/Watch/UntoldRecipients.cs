using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Recipients;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>Processors and recipients who are to be told that records were erased (UK GDPR Art. 19, 28(3)(g)) and neither attested nor are excused, as obstacles: what they have is still there.</summary>
internal static class UntoldRecipients
{
    public static IEnumerable<Obstacle> Of(IReadSession session, DateTimeZone zone)
    {
        foreach (var standing in Recipients.StandingsOf(session, zone))
        {
            if (standing is not { State: RecipientState.Due, DueSince: { } since, TellBy: { } by, Recipient: var who })
                continue;
            var at = $"--project {who.Project} --recipient {who.Id}";
            yield return new Obstacle(
                ObstacleKind.RecipientUntold, $"{who.Project}/{who.Id}", standing.Records, since, by, $"{AuditWord.Of(who.Kind)}{(standing.IsAgain ? "-again" : "")}",
                $"tell them, then: retention recipient attest {at} --on DATE --reference REF, or: retention recipient excuse {at} --because CODE");
        }
    }
}
