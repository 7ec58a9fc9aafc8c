using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>What is remembered of the time, to judge the clock by.</summary>
internal interface IClockBook
{
    /// <summary>The latest time at which this installation wrote its log or ended a listing; null where it did neither.</summary>
    Instant? HighWaterMark { get; }

    /// <summary>Raises the mark; never lowers it.</summary>
    void Raise(Instant seen);

    /// <summary>How far each store's clock was ahead when a person accepted it.</summary>
    IReadOnlyDictionary<StoreName, Duration> Accepted();

    /// <summary>A person says what is right: the mark is set, back too, and these differences are accepted and no others.</summary>
    void Confirm(Instant mark, IReadOnlyDictionary<StoreName, Duration> accepted);
}
