using System.Text.Json;
using Retention.Domain.Schedule;

namespace Retention.Domain.Tests.Schedule;

/// <summary>Reads schedules written as JSON, through the same check as those that people write.</summary>
internal static class SchedulesInJson
{
    internal static readonly JsonElement Leaflet = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Schedule", "leaflet.json"))).RootElement;

    internal static RetentionSchedule Read(JsonElement rules, string? timeZone, string? settle)
    {
        var map = new ScheduleNode.Map(1,
        [
            new(1, "version", new ScheduleNode.Text(1, "1", Quoted: false)),
            new(1, "timeZone", new ScheduleNode.Text(1, timeZone ?? "Europe/London", Quoted: false)),
            new(1, "rules", Node(rules)),
            new(1, "settle", new ScheduleNode.Text(1, settle ?? "P1D", Quoted: false)),
        ]);
        var reading = ScheduleCheck.Check(map, new string('0', 64));
        Assert.Empty(reading.Problems);
        return reading.Schedule!;
    }

    internal static ScheduleNode Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new ScheduleNode.Map(1, [.. element.EnumerateObject().Select(p => new ScheduleEntry(1, p.Name, Node(p.Value)))]),
        JsonValueKind.Array => new ScheduleNode.List(1, [.. element.EnumerateArray().Select(Node)]),
        JsonValueKind.String => new ScheduleNode.Text(1, element.GetString()!, Quoted: true),
        _ => new ScheduleNode.Text(1, element.GetRawText(), Quoted: false),
    };
}
