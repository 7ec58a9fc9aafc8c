using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Anchor;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.Record;

/// <summary>The log's own entries go after the period that the schedule writes for them, and nothing that was shown before becomes untrue.</summary>
public sealed class PruneTests : IAsyncLifetime
{
    private static readonly Instant SevenYearsLater = Instant.FromUtc(2034, 6, 1, 9, 0);
    private readonly AnchorBed bed = new();

    private string Export => Path.Combine(bed.Desk.Home, "export");

    private string Data => Path.Combine(bed.Desk.Home, "retention-data");

    public async ValueTask InitializeAsync()
    {
        bed.Desk.Write("retention-schedule.yaml", Cli.Desk.Schedule + "\nlog:\n  entriesKeptFor: P7Y\n");
        Directory.CreateDirectory(Path.Combine(bed.Desk.Home, "elsewhere"));
        await bed.StartAsync(("elsewhere", new { kind = "directory", path = "elsewhere" }));
    }

    public ValueTask DisposeAsync()
    {
        bed.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Old_entries_go_and_whatever_was_shown_of_them_still_verifies()
    {
        await EraseAsync();
        Write(300);
        await bed.AnchorAsync();
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        var kept = bed.Desk.Write("kept", File.ReadAllBytes(Path.Combine(Export, "checkpoint")));
        await bed.Desk.DoAsync("audit", "prove", "--locator", "interviews:study-1/recording/P01/a.wav", "--to", "p.tlog-proof");
        var root = (await VerdictAsync()).GetProperty("root").GetString();

        bed.Desk.Clock.Now = SevenYearsLater;
        Write(5);
        // As an export leaves them that is killed while it writes.
        bed.Desk.Write("export/tile/entries/001.new", "entries");
        bed.Desk.Write("export/tile/entries/001.p/9.new", "entries");
        await PruneAsync();

        var verdict = await VerdictAsync();
        Assert.Equal(512, verdict.GetProperty("first").GetInt64());
        Assert.Equal(512, Lowest());
        // In the catalogue, in an export that grows, and in a new one; by this program and by another.
        await bed.Desk.DoAsync("audit", "verify", "--against", kept);
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        await bed.Desk.DoAsync("audit", "export", "--to", "fresh");
        foreach (var folder in new[] { "export", "fresh" })
        {
            await bed.Desk.DoAsync("audit", "verify", "--export", folder, "--against", kept);
            var python = Stranger(Path.Combine(bed.Desk.Home, folder), "--against", kept);
            Assert.True(python.Code == 0, python.Output);
            Assert.Equal(["002.p"], Bundles(folder));
        }
        Assert.Equal(Files("fresh"), Files("export"));
        var vkey = Path.Combine(Export, "log.vkey");
        await bed.Desk.DoAsync("audit", "check-proof", "p.tlog-proof", "--vkey", vkey, "--expect", "erased");
        Assert.NotEqual(root, verdict.GetProperty("root").GetString());
        var show = await bed.Desk.SayAsync("audit", "show", "7");
        Assert.Equal(ExitCode.BadInput, show.Code);
        Assert.Contains("only its hash is left", show.Errors, StringComparison.Ordinal);
        Assert.Contains("entries before 512", (await bed.Desk.DoAsync("audit", "list", "--kind", "prune")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 768)]
    [InlineData(300, 1536)]
    public async Task A_second_pruning_goes_on_from_the_first_whether_that_one_stays_on_the_log_or_goes_itself(int more, long first)
    {
        Write(300);
        bed.Desk.Clock.Now = SevenYearsLater;
        await bed.Desk.DoAsync("project", "add", "study-2", "--planned-end", "2044-12-31");
        await bed.Desk.DoAsync("hold", "place", "--project", "study-2", "--participant", "P01", "--mandate", "litigation", "--reference", "CASE/1", "--review-by", "2034-12-31");
        bed.Desk.BecomeAnotherPerson();
        await bed.Desk.DoAsync("hold", "release", "1");
        bed.Desk.BecomeAnotherPerson();
        Write(180);
        await bed.Desk.DoAsync("audit", "rotate-key");
        await PruneAsync();
        Assert.Equal(512, Lowest());
        Write(more);
        await bed.Desk.DoAsync("audit", "rotate-key");
        bed.Desk.Clock.Now = SevenYearsLater + Duration.FromDays(8 * 365);
        await PruneAsync();
        Assert.Equal(first, Lowest());
        await bed.Desk.DoAsync("audit", "verify");
        await bed.Desk.DoAsync("run", "--once");
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        await bed.Desk.DoAsync("audit", "verify", "--export", "export");
        var python = Stranger(Export);
        Assert.True(python.Code == 0, python.Output);
    }

    [Fact]
    public async Task A_log_whose_keys_are_pruned_verifies_by_those_that_are_left_and_an_export_of_before_goes_on()
    {
        Write(100);
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        var (kept, first) = (bed.Desk.Write("kept", File.ReadAllBytes(Path.Combine(Export, "checkpoint"))), File.ReadAllText(Path.Combine(Export, "log.vkey")).TrimEnd('\n'));
        await bed.Desk.DoAsync("audit", "rotate-key");
        Write(200);
        var second = (await bed.EntriesAsync("log-key"))[^1].GetProperty("key").GetString()!;
        bed.Desk.Clock.Now = SevenYearsLater;
        await bed.Desk.DoAsync("audit", "rotate-key");
        Write(5);
        await PruneAsync();
        Assert.Equal(512, Lowest());
        Assert.Equal([first, second], Assert.Single(await bed.EntriesAsync("prune")).GetProperty("logKeys").EnumerateArray().Select(k => k.GetString()!));
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        foreach (var from in new string[][] { [], ["--export", "export"] })
        {
            await bed.Desk.DoAsync(["audit", "verify", .. from, "--against", kept, "--vkey", second]);
            var said = await bed.Desk.SayAsync(["audit", "verify", .. from, "--vkey", first]);
            Assert.Equal(ExitCode.LogDoesNotVerify, said.Code);
            Assert.Contains("the entries are pruned that lead from the key", said.Errors, StringComparison.Ordinal);
        }
        Assert.Equal(0, Stranger(Export, "--against", kept, "--vkey", second).Code);
        Assert.Equal(5, Stranger(Export, "--vkey", first).Code);
    }

    [Fact]
    public async Task Nothing_goes_before_a_place_outside_has_seen_that_it_will()
    {
        Write(200);
        await bed.AnchorAsync();
        bed.Desk.Clock.Now = SevenYearsLater;
        await bed.Desk.DoAsync("run", "--once");
        await bed.Desk.DoAsync("run", "--once");
        Assert.Equal(0, Lowest());
        var announced = Assert.Single(await bed.EntriesAsync("prune"));
        Assert.Equal((256L, "P7Y"), (announced.GetProperty("minimum").GetInt64(), announced.GetProperty("keptFor").GetString()));
        Assert.Contains("go when a place outside has seen entry", (await bed.Desk.DoAsync("audit", "prune")).Output, StringComparison.Ordinal);
        await bed.AnchorAsync();
        Assert.Contains("entries before 256 go at the next run", (await bed.Desk.DoAsync("audit", "prune")).Output, StringComparison.Ordinal);
        Assert.Equal(0, Lowest());
        await bed.Desk.DoAsync("run", "--once");
        Assert.Equal(256, Lowest());
        // Later ones are another announcement.
        Assert.Single(await bed.EntriesAsync("prune"));
    }

    [Theory]
    [InlineData("2033-11-23T23:59:59Z", 0)]
    [InlineData("2033-11-24T00:00:01Z", 256)]
    public async Task An_entry_stays_through_the_last_day_of_the_period(string now, long first)
    {
        Write(200);
        bed.Desk.Clock.Now = NodaTime.Text.InstantPattern.General.Parse(now).Value;
        Assert.Equal(first, (await bed.Desk.DoAsync("audit", "prune", "--output", "json")).Json.GetProperty("minimum").GetInt64());
    }

    [Fact]
    public async Task A_hold_keeps_what_the_log_says_of_its_project_however_late_it_comes()
    {
        Write(200);
        await bed.Desk.DoAsync("project", "add", "study-2", "--planned-end", "2026-12-31");
        Write(200);
        bed.Desk.Clock.Now = SevenYearsLater;
        await bed.Desk.DoAsync("run", "--once");
        await bed.AnchorAsync();
        Assert.Equal(768, Assert.Single(await bed.EntriesAsync("prune")).GetProperty("minimum").GetInt64());
        await bed.Desk.DoAsync("hold", "place", "--project", "study-2", "--mandate", "litigation", "--reference", "CASE/1", "--review-by", "2034-12-31");
        await bed.Desk.DoAsync("run", "--once");
        Assert.Equal(256, Lowest());
        Assert.Contains("its project is under a hold", (await bed.Desk.DoAsync("audit", "prune")).Output, StringComparison.Ordinal);
        await bed.Desk.DoAsync("audit", "verify");
        bed.Desk.BecomeAnotherPerson();
        await bed.Desk.DoAsync("hold", "release", "1");
        bed.Desk.BecomeAnotherPerson();
        await bed.Desk.DoAsync("run", "--once");
        Assert.Equal(768, Lowest());
        await bed.Desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task Entries_whose_place_is_taken_by_hashes_without_a_word_are_missed()
    {
        Write(300);
        bed.Desk.Clock.Now = SevenYearsLater;
        Write(5);
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        var tile = File.ReadAllBytes(Path.Combine(Export, "tile", "0", "000"));
        Execute($"INSERT INTO log_tiles (tile, hashes) VALUES (0, x'{Convert.ToHexString(tile)}')");
        Execute("DELETE FROM log_entries WHERE seq < 256");
        var said = await bed.Desk.SayAsync("audit", "verify");
        Assert.Equal(ExitCode.LogDoesNotVerify, said.Code);
        Assert.Contains("from entry 0: entries are missing, and none says that they were pruned", said.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("run", "--once")).Code);

        File.Delete(Path.Combine(Export, "tile", "entries", "000"));
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("audit", "verify", "--export", "export")).Code);
        Assert.Equal(5, Stranger(Export).Code);
    }

    [Theory]
    [InlineData("DELETE FROM log_tiles WHERE tile = 0")]
    [InlineData("UPDATE log_tiles SET hashes = zeroblob(8192) WHERE tile = 0")]
    [InlineData("UPDATE log_tiles SET hashes = zeroblob(8191) WHERE tile = 0")]
    [InlineData("UPDATE log_tiles SET tile = 7 WHERE tile = 1")]
    [InlineData("DELETE FROM log_entries WHERE seq = 512")]
    [InlineData("INSERT INTO log_entries (seq, entry) VALUES (3, x'7b7d')")]
    public async Task Whatever_is_changed_of_a_pruned_log_is_found(string change)
    {
        Write(300);
        bed.Desk.Clock.Now = SevenYearsLater;
        Write(5);
        await PruneAsync();
        await bed.Desk.DoAsync("audit", "verify");
        Execute(change);
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("audit", "verify")).Code);
    }

    [Fact]
    public async Task What_went_is_nowhere_in_the_catalogues_files()
    {
        Write(300);
        bed.Desk.Clock.Now = SevenYearsLater;
        Assert.True(InFiles("\"seq\":300,"));
        await PruneAsync();
        Assert.Equal(512, Lowest());
        Assert.False(InFiles("\"seq\":300,"));
        Assert.True(InFiles("\"seq\":512,"));
    }

    private bool InFiles(string text) => Directory.GetFiles(Data, "catalogue.db*").Any(f => File.ReadAllBytes(f).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(text)) >= 0);

    private static (int Code, string Output) Stranger(params string[] arguments) => Repository.Run("python3", [Repository.File("tests", "audit", "verify.py"), .. arguments]);

    private async Task EraseAsync()
    {
        await bed.Desk.DoAsync("project", "end", "study-1", "--on", "2026-11-23", "--event", "cancelled");
        bed.Desk.Clock.Now = Instant.FromUtc(2026, 11, 24, 9, 0);
        await bed.Desk.DoAsync("run", "--once");
        Assert.False(bed.Desk.Holds("study-1/recording/P01/a.wav"));
    }

    /// <summary>One run announces it, a place takes the checkpoint, and the next run does it.</summary>
    private async Task PruneAsync()
    {
        await bed.Desk.DoAsync("run", "--once");
        await bed.AnchorAsync();
        await bed.Desk.DoAsync("run", "--once");
    }

    private void Write(int pairs)
    {
        using var writer = new LogWriter(Data, bed.Desk.Clock);
        writer.Write(pairs);
    }

    private async Task<JsonElement> VerdictAsync() => (await bed.Desk.DoAsync("audit", "verify", "--output", "json")).Json;

    private List<string> Bundles(string folder) => [.. Directory.GetFileSystemEntries(Path.Combine(bed.Desk.Home, folder, "tile", "entries")).Select(f => Path.GetFileName(f)!).Order()];

    private List<string> Files(string folder)
    {
        var root = Path.Combine(bed.Desk.Home, folder);
        return [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Where(f => !f.Contains(".p/", StringComparison.Ordinal)).Select(f => $"{Path.GetRelativePath(root, f)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}").Order()];
    }

    private long Lowest() => (long)Scalar("SELECT min(seq) FROM log_entries");

    private object Scalar(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0, sql);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(Data, "catalogue.db"), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
