namespace Retention.Domain.Schedule;

/// <summary>Every key and word that a schedule may hold; the published JSON Schema names the same.</summary>
public static class ScheduleKeys
{
    /// <summary>The versions of the format that this program reads.</summary>
    public static readonly IReadOnlyList<int> Versions = [1];

    /// <summary>Keys of the whole.</summary>
    public static readonly IReadOnlyList<string> Top = ["version", "timeZone", "rules", "limits", "settle", "log"];

    /// <summary>Keys of a rule.</summary>
    public static readonly IReadOnlyList<string> Rule =
        ["id", "category", "startsAt", "date", "eraseAfter", "eraseBy", "retain", "obligation", "disposition", "reviewEvery", "because"];

    /// <summary>Keys of bounds, and of the limits over a rolling window.</summary>
    public static readonly IReadOnlyList<string> Bounds = ["records", "bytes", "participants", "projects", "percentOfStore", "percentOfProject"];

    /// <summary>Keys of the limits.</summary>
    public static readonly IReadOnlyList<string> Limits = [.. Bounds, "perDay", "perWeek"];

    /// <summary>Keys of what is said of the audit log.</summary>
    public static readonly IReadOnlyList<string> Log = ["keysKeptFor", "keysRecoverableFor", "entriesKeptFor"];

    /// <summary>Words for starting points.</summary>
    public static readonly IReadOnlyDictionary<string, StartingPoint> StartingPoints = new Dictionary<string, StartingPoint>(StringComparer.Ordinal)
    {
        ["project-end"] = StartingPoint.ProjectEnd,
        ["withdrawal"] = StartingPoint.Withdrawal,
        ["collected"] = StartingPoint.Collected,
        ["fixed-date"] = StartingPoint.FixedDate,
    };

    /// <summary>The one disposition that is written; to erase is what a rule with periods does.</summary>
    public const string Keep = "keep";

    /// <summary>The word of a starting point, as schedules write it.</summary>
    public static string WordOf(StartingPoint point) => StartingPoints.First(p => p.Value == point).Key;
}
