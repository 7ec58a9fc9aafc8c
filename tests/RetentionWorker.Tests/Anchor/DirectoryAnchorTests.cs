using NodaTime;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Anchor;

/// <summary>Checkpoints in a folder elsewhere: they tell when the log is not what it was, and nothing is erased then.</summary>
public sealed class DirectoryAnchorTests : IAsyncLifetime
{
    private readonly AnchorBed bed = new();

    private string Elsewhere => Path.Combine(bed.Desk.Home, "elsewhere");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Elsewhere);
        await bed.StartAsync(("elsewhere", new { kind = "directory", path = "elsewhere" }));
    }

    public ValueTask DisposeAsync()
    {
        bed.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_checkpoint_is_kept_under_its_size_and_the_log_says_who_took_it()
    {
        Assert.Equal(ExitCode.Done, (await bed.AnchorAsync()).Code);
        await bed.WriteAsync("more", 3);
        var said = await bed.AnchorAsync();
        Assert.Equal("elsewhere", said.Json.GetProperty("place").GetString());
        var kept = Kept();
        Assert.Equal(2, kept.Count);
        Assert.Equal(said.Json.GetProperty("size").GetInt64(), long.Parse(Path.GetFileName(kept[1]), System.Globalization.CultureInfo.InvariantCulture));

        var entries = await bed.EntriesAsync("anchor");
        Assert.Equal(2, entries.Count);
        Assert.Equal(("elsewhere", "directory", said.Json.GetProperty("size").GetInt64()), (entries[1].GetProperty("place").GetString(), entries[1].GetProperty("placeKind").GetString(), entries[1].GetProperty("size").GetInt64()));
        Assert.Equal(2, (await bed.EntriesAsync("heartbeat")).Count);
        foreach (var file in kept)
            await bed.Desk.DoAsync("audit", "verify", "--against", file);
    }

    [Fact]
    public async Task The_verdict_names_what_it_rests_on()
    {
        Assert.Contains("rests on nothing kept elsewhere", (await bed.Desk.DoAsync("audit", "verify")).Output, StringComparison.Ordinal);
        var size = (await bed.AnchorAsync()).Json.GetProperty("size").GetInt64();
        Assert.Contains($"rests on elsewhere: {size} entries", (await bed.Desk.DoAsync("audit", "verify")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_catalogue_that_is_put_back_erases_nothing()
    {
        var putBack = bed.Copy();
        await bed.WriteAsync("more", 3);
        await bed.AnchorAsync();
        putBack();
        await RefusedAsync("covers more entries than the log has");
        var said = await bed.AnchorAsync();
        Assert.Equal(ExitCode.LogDoesNotVerify, said.Code);
        Assert.Equal("ahead", said.Json.GetProperty("code").GetString());
        await RefusedAsync("knows it otherwise: ahead");
    }

    [Fact]
    public async Task A_history_that_was_written_otherwise_erases_nothing()
    {
        var putBack = bed.Copy();
        await bed.WriteAsync("one", 3);
        await bed.AnchorAsync();
        putBack();
        await bed.WriteAsync("other", 6);
        await RefusedAsync("its history was rewritten");
        var said = await bed.AnchorAsync();
        Assert.Equal((ExitCode.LogDoesNotVerify, "other-history"), (said.Code, said.Json.GetProperty("code").GetString()));
        Assert.Single(Kept());
    }

    [Fact]
    public async Task A_folder_that_is_not_mounted_takes_nothing_is_not_made_and_keeps_nothing_from_going()
    {
        await bed.AnchorAsync();
        Directory.Delete(Elsewhere, recursive: true);
        var said = await bed.AnchorAsync();
        Assert.Equal((ExitCode.Unavailable, "unreachable"), (said.Code, said.Json.GetProperty("code").GetString()));
        Assert.False(Directory.Exists(Elsewhere));
        await bed.Desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await bed.Desk.DoAsync("run", "--once");
        Assert.False(bed.Desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task What_is_no_checkpoint_in_its_place_erases_nothing()
    {
        await bed.AnchorAsync();
        await File.WriteAllTextAsync(Kept()[0], "nothing of the kind\n", TestContext.Current.CancellationToken);
        await RefusedAsync("what elsewhere holds is no checkpoint");
    }

    [Fact]
    public async Task A_last_one_that_is_too_old_is_a_stop_with_a_clock()
    {
        await bed.Desk.DoAsync("run", "--once");
        Assert.Empty(await bed.StopsAsync());
        bed.Desk.Clock.Now += Duration.FromDays(7);
        var never = Assert.Single(await bed.StopsAsync());
        Assert.Equal(("elsewhere", "never"), (never.GetProperty("subject").GetString(), never.GetProperty("code").GetString()));
        Assert.Equal("2026-12-07T09:00:00Z", never.GetProperty("mustBeResolvedBy").GetString());

        await bed.AnchorAsync();
        Assert.Empty(await bed.StopsAsync());
        bed.Desk.Clock.Now += Duration.FromDays(7);
        Directory.Delete(Elsewhere, recursive: true);
        await bed.AnchorAsync();
        Assert.Equal("unreachable", Assert.Single(await bed.StopsAsync()).GetProperty("code").GetString());
    }

    private List<string> Kept() => [.. Directory.GetFiles(Assert.Single(Directory.GetDirectories(Elsewhere))).Order(StringComparer.Ordinal)];

    private async Task RefusedAsync(string why)
    {
        await bed.Desk.SayAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        var run = await bed.Desk.SayAsync("run", "--once");
        Assert.Equal(ExitCode.LogDoesNotVerify, run.Code);
        Assert.Contains(why, run.Errors, StringComparison.Ordinal);
        Assert.True(bed.Desk.Holds("study-1/recording/P01/a.wav"));
    }
}
