using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using RetentionWorker.Record;
using RetentionWorker.Tests.Anchor;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Record;

/// <summary>
/// Exports with every shape of entry in them are altered at random, and a verifier in another language is asked of each. A fixed sample; <c>tests/campaigns.sh mutations</c> plays the same with
/// <c>MUTATIONS</c> of them, and has the numbers in the file <c>RETENTION_CAMPAIGN</c>.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly AnchorBed bed = new();
    private readonly SmallWitness witness = new();
    private readonly string logs = Directory.CreateTempSubdirectory("retention-mutations-").FullName;

    public async ValueTask InitializeAsync()
    {
        bed.Desk.Write("retention-schedule.yaml", Cli.Desk.Schedule + "\nlog:\n  entriesKeptFor: P7Y\n");
        Directory.CreateDirectory(Path.Combine(bed.Desk.Home, "elsewhere"));
        await bed.StartAsync(("elsewhere", new { kind = "directory", path = "elsewhere" }), ("witness", new { kind = "witness", url = witness.Address, vkey = witness.VKey.ToString() }));
    }

    public ValueTask DisposeAsync()
    {
        bed.Dispose();
        witness.Dispose();
        Directory.Delete(logs, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_one_of_many_alterations_is_found_by_a_stranger()
    {
        await LiveAsync();
        Write(w => w.WriteEveryShape());
        await ExportAsync("plain");
        Keep("plain");
        Assert.Equal(EntryKinds.All.Except(["prune", "register-confirmed", "second-key"]), await KindsAsync());

        await ExportAsync("grown");
        foreach (var pairs in new[] { 5, 60, 90 })
        {
            Keep("grown");
            Write(w => w.Write(pairs));
            if (pairs == 60)
                await bed.Desk.DoAsync("audit", "rotate-key");
            await ExportAsync("grown");
        }
        Keep("grown");

        await bed.AnchorAsync();
        await ExportAsync("pruned");
        Keep("pruned");
        await PruneAsync();
        await ExportAsync("pruned");
        Keep("pruned");
        Write(w => w.Write(70));
        await ExportAsync("pruned");
        Keep("pruned");
        Assert.False(File.Exists(Path.Combine(logs, "pruned", "export", "tile", "entries", "000")));

        var mutations = CampaignSample.Size("MUTATIONS", 1000);
        var (code, said) = Mutate("--mutations", $"{mutations}", "--seed", "1", Folder("plain"), Folder("grown"), Folder("pruned"));
        output.WriteLine(said);
        CampaignSample.Report(said);
        Assert.True(code == 0, said);
        Assert.EndsWith($"{mutations} mutations, {mutations} rejected, 0 accepted", said.TrimEnd(), StringComparison.Ordinal);
    }

    private static (int Code, string Said) Mutate(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(RepositoryRoot.Path, "tests", "audit", "mutate.py"), .. arguments])
            { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors.GetAwaiter().GetResult() + output);
    }

    /// <summary>What a real run puts on the log: holds, a withdrawal, a stop, erasures and their verification, a key of a project.</summary>
    private async Task LiveAsync()
    {
        await bed.Desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P02", "--mandate", "litigation", "--reference", "CASE/17", "--review-by", "2027-01-31");
        await bed.Desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        await bed.Desk.DoAsync("stop", "--because", "wrong-end-date");
        await bed.Desk.DoAsync("start");
        await bed.Desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted", "--reference", "REP/1");
        await bed.Desk.DoAsync("run", "--once");
        Assert.False(bed.Desk.Holds("study-1/recording/P01/a.wav"));
        bed.Desk.BecomeAnotherPerson();
        await bed.Desk.DoAsync("hold", "release", "1");
        bed.Desk.BecomeAnotherPerson();
        await bed.AnchorAsync();
    }

    /// <summary>Seven years later everything that is there by now goes; a hold is in force meanwhile, of another project.</summary>
    private async Task PruneAsync()
    {
        bed.Desk.Clock.Now = Instant.FromUtc(2034, 6, 1, 9, 0);
        await bed.Desk.DoAsync("project", "add", "study-2", "--planned-end", "2035-12-31");
        await bed.Desk.DoAsync("hold", "place", "--project", "study-2", "--mandate", "foi", "--reference", "FOI/3", "--review-by", "2034-12-31");
        Write(w => w.Write(200));
        await bed.Desk.DoAsync("run", "--once");
        await bed.AnchorAsync();
        await bed.Desk.DoAsync("run", "--once");
    }

    private async Task<IEnumerable<string>> KindsAsync() =>
        (await bed.Desk.DoAsync("audit", "list", "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kind").GetString()!).Distinct().Order(StringComparer.Ordinal);

    private void Write(Action<LogWriter> write)
    {
        using var writer = new LogWriter(Path.Combine(bed.Desk.Home, "retention-data"), bed.Desk.Clock);
        write(writer);
    }

    private string Folder(string log) => Path.Combine(logs, log);

    private async Task ExportAsync(string log)
    {
        await bed.Desk.DoAsync("audit", "export", "--to", Path.Combine(Folder(log), "export"));
        File.Copy(Directory.GetFiles(Path.Combine(bed.Desk.Home, "retention-data", "audit-log-keys")).Single(), Path.Combine(Folder(log), "key"), overwrite: true);
    }

    /// <summary>Somebody keeps the checkpoint that is exported now.</summary>
    private void Keep(string log)
    {
        var kept = Directory.CreateDirectory(Path.Combine(Folder(log), "kept")).FullName;
        File.Copy(Path.Combine(Folder(log), "export", "checkpoint"), Path.Combine(kept, $"{Directory.GetFiles(kept).Length}"));
    }
}
