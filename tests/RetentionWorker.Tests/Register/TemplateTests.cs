using System.Text.Json;
using NodaTime;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

/// <summary>One edit of a store's template would make names other people's: it takes a second person, and never takes a record from under a hold.</summary>
public sealed class TemplateTests : IAsyncLifetime
{
    private const string Usual = "{project}/{category}/{participant}/{*}";
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("run", "--once");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Another_template_erases_nothing_and_lists_nothing_until_a_second_person_agreed()
    {
        // By this one the recordings of the study that runs would be those of the study that has ended.
        await desk.DoAsync("project", "add", "recording", "--planned-end", "2026-11-01");
        await desk.DoAsync("project", "end", "recording", "--on", "2026-11-01", "--event", "report-accepted");
        Configure("{category}/{project}/{participant}/{*}".Replace("{category}", "study-1", StringComparison.Ordinal).Replace("{participant}", "{category}/{participant}", StringComparison.Ordinal));
        desk.Record("study-1/recording/recording/P01/a.wav");
        await StandsStillAsync("template-changed");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("discover")).Code);
        string[] added = ["explain", "interviews:study-1/recording/recording/P01/a.wav"];
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync(added)).Code);

        Configure(Usual);
        await desk.DoAsync("run", "--once");
        await desk.DoAsync(added);
        Assert.Empty(await StopsAsync("guard-closed"));
    }

    [Fact]
    public async Task What_a_template_moves_is_shown_before_and_taken_by_another_person()
    {
        desk.Record("2026/study-1/recording/P07/late.wav");
        await desk.DoAsync("run", "--once");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        Configure("{*}");
        Assert.Equal(ExitCode.BadConfiguration, (await desk.SayAsync("run", "--once")).Code);
        Configure("2026/" + Usual);
        var before = desk.Snapshot();
        var preview = await desk.DoAsync("store", "template", "interviews", "--preview", "--output", "json");
        Assert.Equal(before, desk.Snapshot());
        var becomes = preview.Json.GetProperty("becomes").EnumerateArray().Select(l => (
            l.GetProperty("category").GetString(), l.GetProperty("records").GetInt64(), l.GetProperty("before").GetProperty("standing").GetString(), l.GetProperty("after").GetProperty("standing").GetString()));
        Assert.Contains(("recording", 1, "unclassified", "due"), becomes);

        var epoch = Epoch();
        var asked = await desk.SayAsync("store", "template", "interviews", "--informed", "as-promised", "--output", "json");
        Assert.Equal(ExitCode.Refused, asked.Code);
        // Whoever erases at this moment hears of it.
        Assert.NotEqual(epoch, Epoch());
        var digest = asked.Json.GetProperty("correction").GetProperty("correction").GetString()!;
        Assert.Equal(ExitCode.NotPermitted, (await desk.SayAsync("approve", digest)).Code);
        await StandsStillAsync("template-changed");
        Assert.Single(await StopsAsync("correction-waits"));

        desk.BecomeAnotherPerson();
        epoch = Epoch();
        await desk.DoAsync("approve", digest);
        Assert.NotEqual(epoch, Epoch());
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("2026/study-1/recording/P07/late.wav"));
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.Contains("template-replaced", await KindsAsync());
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_template_by_which_records_would_leave_a_hold_is_refused()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--mandate", "litigation", "--reference", "CASE/1", "--review-by", "2027-01-31");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        Configure("{project}/{category}/P01/{participant}");
        var refused = await desk.SayAsync("store", "template", "interviews", "--informed", "as-promised");
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("hold 1 would not cover", refused.Errors, StringComparison.Ordinal);
        await StandsStillAsync("template-changed");
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_hold_that_is_placed_while_a_template_waits_is_in_its_way()
    {
        Configure("{project}/{category}/P01/{participant}");
        var asked = await desk.SayAsync("store", "template", "interviews", "--informed", "as-promised", "--output", "json");
        var digest = asked.Json.GetProperty("correction").GetProperty("correction").GetString()!;
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--mandate", "litigation", "--reference", "CASE/1", "--review-by", "2027-01-31");
        desk.BecomeAnotherPerson();
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("approve", digest)).Code);
        Assert.DoesNotContain("template-replaced", await KindsAsync());
    }

    [Fact]
    public async Task A_daemon_that_still_has_the_old_template_stops_too_while_another_one_waits()
    {
        desk.Record("2026/study-1/recording/P07/late.wav");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        Configure("2026/" + Usual);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("store", "template", "interviews", "--informed", "as-promised")).Code);
        // Whoever runs with the configuration of before.
        Configure(Usual);
        await StandsStillAsync("template-waits");
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task An_emptied_place_that_somebody_confirms_is_no_way_to_another_template_and_a_held_record_in_it_is_a_possible_breach()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--mandate", "litigation", "--reference", "CASE/1", "--review-by", "2027-01-31");
        var root = Path.Combine(desk.Home, "interviews");
        var aside = root + ".aside";
        Directory.Move(root, aside);
        Directory.CreateDirectory(root);
        File.Copy(Path.Combine(aside, ".retention-store"), Path.Combine(root, ".retention-store"));
        await desk.DoAsync("store", "adopt", "interviews");
        var breach = Assert.Single(await StopsAsync("possible-breach"));
        Assert.Equal("held-vanished", breach.GetProperty("code").GetString());
        Assert.Contains("breach-noted", await KindsAsync());

        Directory.Delete(root, recursive: true);
        Directory.Move(aside, root);
        Configure("{project}/{category}/P01/{participant}");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await StandsStillAsync("template-changed");
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_store_of_which_nothing_is_known_yet_may_change_its_template_freely()
    {
        using var fresh = new Desk();
        await fresh.DoAsync("store", "adopt", "interviews");
        fresh.Write("retention.json", Desk.Configuration.Replace(Usual, "x/" + Usual, StringComparison.Ordinal));
        fresh.Record("x/study-1/recording/P01/a.wav");
        await fresh.DoAsync("run", "--once");
        var known = (await fresh.SayAsync("explain", "interviews:x/study-1/recording/P01/a.wav", "--output", "json")).Json;
        Assert.Equal("study-1", known.GetProperty("project").GetString());
    }

    [Fact]
    public async Task A_store_under_another_name_is_told_to_keep_its_own()
    {
        desk.Write("retention.json", Desk.Configuration.Replace("\"interviews\": {", "\"renamed\": {", StringComparison.Ordinal));
        var said = await desk.SayAsync("store", "adopt", "renamed");
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains("configure it as 'interviews'", said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Remove", said.Errors, StringComparison.Ordinal);

        File.Delete(Path.Combine(desk.Home, "interviews", ".retention-store"));
        await desk.DoAsync("store", "adopt", "renamed");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await StandsStillAsync("known-by-another-name");
    }

    private long Epoch()
    {
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        return catalogue.FactsEpoch();
    }

    private void Configure(string template) => desk.Write("retention.json", Desk.Configuration.Replace(Usual, template, StringComparison.Ordinal));

    private async Task StandsStillAsync(string code)
    {
        var files = Directory.GetFiles(Path.Combine(desk.Home, "interviews"), "*", SearchOption.AllDirectories).Order().ToList();
        var run = await desk.SayAsync("run", "--once");
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Equal(files, Directory.GetFiles(Path.Combine(desk.Home, "interviews"), "*", SearchOption.AllDirectories).Order());
        Assert.Contains(await StopsAsync("guard-closed"), s => s.GetProperty("code").GetString() == code);
    }

    private async Task<List<JsonElement>> StopsAsync(string kind) =>
        [.. (await desk.SayAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == kind)];

    private async Task<List<string>> KindsAsync() => [.. (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kind").GetString()!)];
}
