namespace Retention.Domain.Schedule;

/// <summary>
/// A schedule as written, before anybody understood it: texts, lists and maps, each with the line on which it starts (from 1). Keys may
/// come twice here; to say so is the check's business.
/// </summary>
public abstract record ScheduleNode(int Line)
{
    /// <summary>A single value; <paramref name="Quoted"/> tells "1" from 1.</summary>
    public sealed record Text(int Line, string Value, bool Quoted) : ScheduleNode(Line);

    /// <summary>Items in their order.</summary>
    public sealed record List(int Line, IReadOnlyList<ScheduleNode> Items) : ScheduleNode(Line);

    /// <summary>Keys and values in their order.</summary>
    public sealed record Map(int Line, IReadOnlyList<ScheduleEntry> Entries) : ScheduleNode(Line);
}

/// <summary>A key of a map, the line it stands on, and its value.</summary>
public sealed record ScheduleEntry(int Line, string Key, ScheduleNode Value);
