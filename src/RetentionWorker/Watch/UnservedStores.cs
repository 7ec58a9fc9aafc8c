using NodaTime;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>Stores that were adopted, hold known records, and are not configured any more, as obstacles: no run reaches them.</summary>
internal static class UnservedStores
{
    public const string Code = "not-configured";

    public static IEnumerable<Obstacle> Of(IReadSession session, Outlook outlook, Instant now) =>
        from store in outlook.Unserved
        where session.Records.CountPresent(store) > 0
        select new Obstacle(
            ObstacleKind.GuardClosed, store.Value, outlook.Due.Of(store).Records, now, outlook.Unheld.Of(store).Deadline ?? now + Clocks.Otherwise, Code,
            $"configure store {store} in retention.json again, as it was, then: retention discover");
}
