using NodaTime;
using NodaTime.TimeZones;
using Retention.Domain.Facts;

namespace Retention.Domain.Calendar;

/// <summary>
/// Finds a time zone by its IANA id: <c>Area/Location</c>, or <c>UTC</c>. Abbreviations are refused even where the database knows them:
/// EST never has summer time, and BST is no zone at all.
/// </summary>
public static class ZoneId
{
    private const string Example = "write an IANA id such as Europe/London, or UTC";

    private static readonly Dictionary<string, string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BST"] = "Europe/London", ["GMT"] = "Europe/London", ["WET"] = "Europe/Lisbon", ["CET"] = "Europe/Berlin", ["CEST"] = "Europe/Berlin",
        ["EET"] = "Europe/Athens", ["EST"] = "America/New_York", ["EDT"] = "America/New_York", ["EST5EDT"] = "America/New_York",
    };

    /// <summary>The zone, or what is wrong and what to write instead.</summary>
    public static (DateTimeZone? Zone, string Problem, string Remedy) Find(string id)
    {
        if (IsPlace(id) && DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone)
            return (zone, "", "");
        var meant = Meant(id);
        return (null, $"\"{id}\" is no IANA time zone of a place", meant is null ? Example : $"write {meant} if that was meant");
    }

    private static bool IsPlace(string id) => id == "UTC" || id.Contains('/');

    private static string? Meant(string id)
    {
        var places = DateTimeZoneProviders.Tzdb.Ids.Where(IsPlace);
        if (Abbreviations.TryGetValue(id, out var place))
            return place;
        if (TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping.TryGetValue(id, out var windows))
            return windows;
        if (TzdbDateTimeZoneSource.Default.CanonicalIdMap.TryGetValue(id, out var canonical) && IsPlace(canonical))
            return canonical;
        return places.FirstOrDefault(p => p.EndsWith("/" + id.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase)) ?? NearestName.Of(id, places);
    }
}
