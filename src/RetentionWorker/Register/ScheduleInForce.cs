using NodaTime;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>The adopted schedule, for those who only need its time zone: UTC before the first adoption.</summary>
internal sealed class ScheduleInForce
{
    public DateTimeZone Zone(IReadSession books) => DateTimeZone.Utc;
}
