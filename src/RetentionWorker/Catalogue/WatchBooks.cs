using NodaTime;

namespace RetentionWorker.Catalogue;

/// <summary>When the oldest present record of a group was first seen.</summary>
internal sealed record SeenSince(long Group, Instant Oldest);

/// <summary>Present records of one group that could not be erased when they were last tried, by the store's word; <paramref name="At"/> is the earliest of those attempts.</summary>
internal sealed record SetBackRecords(long Group, string Code, bool Refused, long Records, Instant At);

/// <summary>How long what needs a person has stood like that.</summary>
internal interface IAgeBook
{
    /// <summary>Of every group whose records are unclassified or shared.</summary>
    IReadOnlyList<SeenSince> OldestSeen();

    IReadOnlyList<SetBackRecords> SetBack();

    /// <summary>When the records of a group are late; null where they never are, or the group is not known.</summary>
    Instant? DeadlineOf(long group);
}
