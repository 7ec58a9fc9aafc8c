using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

public sealed class StoreTests : IDisposable
{
    private readonly Desk desk = new();

    [Fact]
    public async Task A_store_is_adopted_once_and_then_only_confirmed()
    {
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("store", "check")).Code);
        var identity = (await desk.DoAsync("store", "adopt", "interviews", "--output", "json")).Json.GetProperty("identity").GetString()!;
        Assert.Matches("^[0-9a-f]{32}$", identity);
        var before = desk.Snapshot();
        Assert.Contains("adopted already", (await desk.DoAsync("store", "adopt", "interviews")).Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
        var check = (await desk.DoAsync("store", "check", "interviews", "--output", "json")).Json;
        Assert.Equal(("good", identity), (check.GetProperty("condition").GetString(), check.GetProperty("identity").GetString()));
    }

    [Theory]
    [InlineData("adopt")]
    [InlineData("check")]
    public async Task A_store_that_is_not_configured_is_named_with_the_nearest(string verb)
    {
        var said = await desk.SayAsync("store", verb, "intervews");
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains("no store 'intervews' is configured (did you mean 'interviews'?)", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_marker_is_given_back_only_to_whoever_names_it()
    {
        var identity = (await desk.DoAsync("store", "adopt", "interviews", "--output", "json")).Json.GetProperty("identity").GetString()!;
        var marker = Path.Combine(desk.Home, "interviews", ".retention-store");
        var content = File.ReadAllBytes(marker);
        File.Delete(marker);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("store", "check")).Code);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("store", "adopt", "interviews")).Code);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("store", "adopt", "interviews", "--identity", new string('0', 32))).Code);
        Assert.False(File.Exists(marker));
        await desk.DoAsync("store", "adopt", "interviews", "--identity", identity);
        Assert.Equal(content, File.ReadAllBytes(marker));
        await desk.DoAsync("store", "check");
    }

    [Fact]
    public async Task A_marker_of_another_installation_is_not_taken_over_unasked()
    {
        var identity = (await desk.DoAsync("store", "adopt", "interviews", "--output", "json")).Json.GetProperty("identity").GetString()!;
        var said = await desk.SayAsync("store", "adopt", "interviews", "--data", "another");
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains("of another installation already", said.Errors, StringComparison.Ordinal);
        await desk.DoAsync("store", "adopt", "interviews", "--data", "another", "--identity", identity);
    }

    [Fact]
    public async Task A_copied_marker_is_not_a_second_store()
    {
        await desk.DoAsync("store", "adopt", "interviews");
        desk.Write("copy/.retention-store", File.ReadAllBytes(Path.Combine(desk.Home, "interviews", ".retention-store")));
        desk.Write("retention.json", Desk.Configuration.Replace("\"stores\": {", "\"stores\": { \"copy\": { \"kind\": \"files\", \"root\": \"copy\", \"template\": \"{project}/{category}/{*}\", \"declared\": { \"backupDays\": 0, \"snapshotDays\": 0 } },", StringComparison.Ordinal));
        var said = await desk.SayAsync("store", "adopt", "copy");
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains("carries the identity of store interviews", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emptied_store_is_suspect_until_a_person_confirms_it()
    {
        await desk.WithStudyAsync();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(desk.Home, "interviews", "study-1"), "*", SearchOption.AllDirectories))
            File.Delete(file);
        var suspect = await desk.SayAsync("discover");
        Assert.Equal(ExitCode.Refused, suspect.Code);
        Assert.Contains("\"code\":\"emptied\"", (await desk.DoAsync("status", "--output", "json")).Output, StringComparison.Ordinal);
        // Said once; asking again changes nothing.
        var before = desk.Snapshot();
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("discover")).Code);
        Assert.Contains("retention store adopt interviews", suspect.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
        var confirmed = await desk.DoAsync("store", "adopt", "interviews", "--output", "json");
        Assert.Equal(4, confirmed.Json.GetProperty("vanished").GetInt64());
        await desk.DoAsync("discover");
        Assert.Contains("gone without this program", (await desk.DoAsync("explain", "interviews:study-1/recording/P01/a.wav")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_a_person_confirms_as_empty_is_resumed_on_the_log()
    {
        await desk.WithStudyAsync();
        Directory.Delete(Path.Combine(desk.Home, "interviews", "study-1"), recursive: true);
        await desk.SayAsync("discover");
        Assert.Equal((1, 0), (await CountAsync("erasure-withheld"), await CountAsync("erasure-resumed")));
        await desk.DoAsync("store", "adopt", "interviews");
        await desk.DoAsync("discover");
        Assert.Empty((await desk.DoAsync("status", "--output", "json")).Json.GetProperty("guards").EnumerateArray());
        Assert.Equal((1, 1), (await CountAsync("erasure-withheld"), await CountAsync("erasure-resumed")));
    }

    private async Task<int> CountAsync(string kind) => (await desk.DoAsync("audit", "list", "--kind", kind, "--output", "json")).Lines.Count;

    public void Dispose() => desk.Dispose();
}
