using System.Text.Json;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Anchor;

/// <summary>A desk with a study that gives checkpoints of its log to places.</summary>
internal sealed class AnchorBed : IDisposable
{
    public Desk Desk { get; } = new();

    private string Data => Path.Combine(Desk.Home, "retention-data");

    public async Task<AnchorBed> StartAsync(params (string Name, object Place)[] places)
    {
        Configure(places);
        await Desk.WithStudyAsync();
        return this;
    }

    public void Configure(params (string Name, object Place)[] places)
    {
        var anchors = JsonSerializer.Serialize(new { everyHours = 24, tooOldAfterDays = 7, places = places.ToDictionary(p => p.Name, p => p.Place) });
        Desk.Write("retention.json", Desk.Configuration.Replace("{ \"schedule\"", "{ \"anchors\": " + anchors + ", \"schedule\"", StringComparison.Ordinal));
    }

    public Task<Said> AnchorAsync() => Desk.SayAsync("audit", "anchor", "--output", "json");

    /// <summary>So many more entries on the log.</summary>
    public async Task WriteAsync(string project, int more)
    {
        for (var i = 0; i < more; i++)
            await Desk.DoAsync("project", "add", $"{project}{i}", "--planned-end", "2027-01-31");
    }

    /// <summary>The catalogue as it is now, to be put back later.</summary>
    public Action Copy()
    {
        var path = Path.Combine(Data, "catalogue.db");
        var older = File.ReadAllBytes(path);
        return () =>
        {
            File.WriteAllBytes(path, older);
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
        };
    }

    public async Task<List<JsonElement>> EntriesAsync(string kind) =>
        [.. (await Desk.DoAsync("audit", "list", "--kind", kind, "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement)];

    public async Task<List<JsonElement>> StopsAsync() =>
        [.. (await Desk.SayAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "anchor-too-old")];

    public void Dispose() => Desk.Dispose();
}
