using System.Diagnostics;
using System.Text.Json;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Record;

/// <summary>The log as static files: whole, signed, added to, and believed by a verifier in another language that shares nothing with the program.</summary>
public sealed class LogExportTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Folder => Path.Combine(desk.Home, "export");

    [Fact]
    public async Task A_stranger_with_another_language_believes_what_was_exported()
    {
        await ManyEntriesAsync(300);
        var exported = (await desk.DoAsync("audit", "export", "--to", "export", "--output", "json")).Json;
        Assert.True(exported.GetProperty("size").GetInt64() > 512);
        var root = exported.GetProperty("root").GetString();
        Assert.Equal(root, (await desk.DoAsync("audit", "verify", "--output", "json")).Json.GetProperty("root").GetString());
        Assert.Equal(root, (await desk.DoAsync("audit", "verify", "--export", "export", "--output", "json")).Json.GetProperty("root").GetString());
        Assert.Equal($"sound: {exported.GetProperty("size").GetInt64()} entries, root {root}", Python("verify.py", Folder).Output);
    }

    [Fact]
    public async Task An_export_adds_only_what_the_folder_lacks_and_a_kept_checkpoint_stays_true()
    {
        await ManyEntriesAsync(200);
        await desk.DoAsync("audit", "export", "--to", "export");
        var kept = desk.Write("kept-checkpoint", File.ReadAllBytes(Path.Combine(Folder, "checkpoint")));
        var full = Path.Combine(Folder, "tile", "entries", "000");
        var before = File.GetLastWriteTimeUtc(full);
        await ManyEntriesAsync(200);
        var again = (await desk.DoAsync("audit", "export", "--to", "export", "--output", "json")).Json;
        Assert.Equal(400, again.GetProperty("added").GetInt64());
        Assert.Equal(before, File.GetLastWriteTimeUtc(full));
        await desk.DoAsync("audit", "verify", "--against", kept);
        await desk.DoAsync("audit", "verify", "--export", "export", "--against", kept);
        Assert.Equal(0, Python("verify.py", Folder, "--against", kept).Code);
        Assert.Equal(0, (await desk.DoAsync("audit", "export", "--to", "export", "--output", "json")).Json.GetProperty("added").GetInt64());
    }

    [Fact]
    public async Task An_older_data_directory_put_back_is_refused_by_the_export_and_by_a_kept_checkpoint()
    {
        await ManyEntriesAsync(3);
        var catalogue = Path.Combine(desk.Home, "retention-data", "catalogue.db");
        var older = File.ReadAllBytes(catalogue);
        await ManyEntriesAsync(3);
        await desk.DoAsync("audit", "export", "--to", "export");
        var kept = desk.Write("kept-checkpoint", File.ReadAllBytes(Path.Combine(Folder, "checkpoint")));
        File.WriteAllBytes(catalogue, older);
        File.Delete(catalogue + "-wal");
        File.Delete(catalogue + "-shm");
        var refused = await desk.SayAsync("audit", "export", "--to", "export");
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("an older data directory was put back", refused.Errors, StringComparison.Ordinal);
        var verdict = await desk.SayAsync("audit", "verify", "--against", kept);
        Assert.Equal(ExitCode.LogDoesNotVerify, verdict.Code);
        Assert.Contains("covers more entries than the log has", verdict.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_logs_folder_is_not_written_into()
    {
        await desk.DoAsync("audit", "export", "--to", "export");
        using var other = new Desk();
        await other.WithStudyAsync();
        var before = Files();
        Assert.Equal(ExitCode.Refused, (await other.SayAsync("audit", "export", "--to", Folder)).Code);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Each_kind_of_alteration_is_found_by_the_program_itself()
    {
        await ManyEntriesAsync(10);
        await desk.DoAsync("audit", "export", "--to", "export");
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            File.WriteAllBytes(file, [.. bytes[..^2], (byte)(bytes[^2] ^ 1), bytes[^1]]);
            Assert.Equal(ExitCode.LogDoesNotVerify, (await desk.SayAsync("audit", "verify", "--export", "export")).Code);
            File.Delete(file);
            Assert.Equal(ExitCode.LogDoesNotVerify, (await desk.SayAsync("audit", "verify", "--export", "export")).Code);
            File.WriteAllBytes(file, bytes);
        }
        await desk.DoAsync("audit", "verify", "--export", "export");
    }

    [Fact]
    public async Task A_history_that_was_rewritten_and_signed_anew_is_shown_by_a_checkpoint_that_somebody_kept_and_by_nothing_else()
    {
        await ManyEntriesAsync(5);
        await desk.DoAsync("audit", "export", "--to", "export");
        var kept = desk.Write("kept-checkpoint", File.ReadAllBytes(Path.Combine(Folder, "checkpoint")));
        using (var writer = new LogWriter(Path.Combine(desk.Home, "retention-data"), desk.Clock))
            writer.Rewrite();
        await desk.DoAsync("audit", "verify");
        var (before, refused) = (Files(), await desk.SayAsync("audit", "export", "--to", "export"));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("its history was rewritten", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        var verdict = await desk.SayAsync("audit", "verify", "--against", kept);
        Assert.Equal(ExitCode.LogDoesNotVerify, verdict.Code);
        Assert.Contains("its history was rewritten", verdict.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE log_head SET note = NULL", "is not signed")]
    [InlineData("UPDATE log_head SET note = CAST(replace(CAST(note AS TEXT), 'retention/', 'retention-') AS BLOB)", "not signed by the log's key")]
    [InlineData("UPDATE log_head SET note = CAST(substr(CAST(note AS TEXT), 1, length(CAST(note AS TEXT)) - 9) || 'AAAAAA==' || char(10) AS BLOB)", "not signed by the log's key")]
    public async Task A_head_that_the_logs_key_did_not_sign_does_not_verify_and_nothing_is_erased(string damage, string why)
    {
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        Execute(damage);
        var verdict = await desk.SayAsync("audit", "verify");
        Assert.Equal(ExitCode.LogDoesNotVerify, verdict.Code);
        Assert.Contains(why, verdict.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.LogDoesNotVerify, (await desk.SayAsync("run", "--once")).Code);
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_log_of_an_older_version_gets_its_key_from_whoever_erases()
    {
        var data = Path.Combine(desk.Home, "retention-data");
        Directory.Delete(Path.Combine(data, "audit-log-keys"), recursive: true);
        Execute("UPDATE log_head SET note = NULL, vkey = NULL");
        using var held = RetentionWorker.Catalogue.Sqlite.EraseLock.TryTake(data);
        Assert.NotNull(held);
        var made = Task.Run(
            () =>
            {
                using var writer = new LogWriter(data, desk.Clock);
                writer.Write(1);
            },
            TestContext.Current.CancellationToken);
        await made.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_key_is_for_its_owner_and_stands_on_the_log_before_what_it_signs()
    {
        var key = Path.Combine(desk.Home, "retention-data", "audit-log-keys", "1.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        var first = JsonDocument.Parse((await desk.DoAsync("audit", "list", "--output", "json")).Lines[0]).RootElement;
        Assert.Equal("log-key", first.GetProperty("kind").GetString());
        await desk.DoAsync("audit", "export", "--to", "export");
        Assert.Equal(first.GetProperty("key").GetString() + "\n", File.ReadAllText(Path.Combine(Folder, "log.vkey")));
        Assert.StartsWith("PRIVATE+KEY+retention/", File.ReadAllText(key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("nonsense", "is none")]
    public async Task A_log_that_is_signed_gets_no_other_key_where_its_own_is_lost(string? inItsPlace, string why)
    {
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        var key = Path.Combine(desk.Home, "retention-data", "audit-log-keys", "1.key");
        var backup = File.ReadAllBytes(key);
        File.Delete(key);
        if (inItsPlace is not null)
            desk.Write(key, inItsPlace);
        foreach (var command in new[] { "run --once", "project add study-2 --planned-end 2027-01-31" })
        {
            var said = await desk.SayAsync(command.Split(' '));
            Assert.Equal(ExitCode.Unavailable, said.Code);
            Assert.Contains(key + " " + why, said.Errors, StringComparison.Ordinal);
            Assert.Contains("restore the file from a backup", said.Errors, StringComparison.Ordinal);
        }
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.Equal(inItsPlace is not null, File.Exists(key));
        await desk.DoAsync("audit", "verify");
        await desk.DoAsync("status");

        File.WriteAllBytes(key, backup);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.Single((await desk.DoAsync("audit", "list", "--output", "json")).Lines, l => l.Contains("\"log-key\"", StringComparison.Ordinal));
    }

    private void Execute(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(desk.Home, "retention-data", "catalogue.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private async Task ManyEntriesAsync(int pairs)
    {
        // Two entries a pair, cheap to make: a hold placed and released.
        using var rooms = new LogWriter(Path.Combine(desk.Home, "retention-data"), desk.Clock);
        rooms.Write(pairs);
        await Task.CompletedTask;
    }

    private List<string> Files() => [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order().Select(f => $"{f} {Convert.ToHexString(File.ReadAllBytes(f))}")];

    private static (int Code, string Output, string Errors) Python(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Path, "tests", "audit", script));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.TrimEnd(), errors.GetAwaiter().GetResult());
    }
}
