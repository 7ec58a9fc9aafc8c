using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Anchor;
using RetentionWorker.Anchor.Places;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.CrashHost;
using RetentionWorker.Record;
using RetentionWorker.Tests.Anchor;

namespace RetentionWorker.Tests.Record.Kills;

/// <summary>An installation whose log many processes work on, one after another, each until it is killed; and everything that is known of it from outside.</summary>
internal sealed class LogKillBed : IAsyncDisposable
{
    private const string Place = "elsewhere";
    private const string Due = "study-1/recording/P01/a.wav";
    private const int DaysASecond = 400;

    private readonly AnchorBed bed = new();
    private readonly Stranger stranger = new();
    private readonly int seed;
    private readonly string kept;
    private readonly Dictionary<long, string> acknowledged = [];
    private readonly List<(long Size, string Path)> exported = [];

    /// <summary>The databases that the last lives left, the oldest first.</summary>
    private readonly List<(long Size, string Path)> older = [];
    private int lives;
    private bool toPutBack;

    private LogKillBed(int seed)
    {
        this.seed = seed;
        kept = Directory.CreateDirectory(Path.Combine(bed.Desk.Home, "kept")).FullName;
    }

    public long Acknowledged => acknowledged.Count;

    /// <summary>How many exported states, each another one, were verified as they lay.</summary>
    public long Exported => exported.Count;

    public long Anchored => AnchorFiles().Count;

    public long Pruned { get; private set; }

    /// <summary>How many older databases were put back and refused.</summary>
    public long Refused { get; private set; }

    private string Data => Path.Combine(bed.Desk.Home, "retention-data");

    private string Database => Path.Combine(Data, "catalogue.db");

    private string Export => Path.Combine(bed.Desk.Home, "export");

    private string Elsewhere => Path.Combine(bed.Desk.Home, Place);

    private string Checkpoint => Path.Combine(Export, ExportFolder.CheckpointName);

    /// <summary>A study with a recording that is due, which nobody may erase on another log than the true one.</summary>
    public static async Task<LogKillBed> StartAsync(int seed)
    {
        var made = new LogKillBed(seed);
        Directory.CreateDirectory(made.Elsewhere);
        made.bed.Desk.Write("retention-schedule.yaml", Cli.Desk.Schedule + "\nlog:\n  entriesKeptFor: P1Y\n");
        await made.bed.StartAsync((Place, new { kind = AnchorKinds.Directory, path = Place }));
        await made.bed.Desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        made.bed.Desk.Clock.Now += Duration.FromDays(1);
        return made;
    }

    /// <summary>One more life, and what it left behind: (what it was killed in the middle of, what is wrong).</summary>
    public async Task<(IReadOnlyList<string> InTheMiddleOf, IReadOnlyList<string> Problems)> KillAsync(LogDeath death)
    {
        lives++;
        var orders = new LogOrders(Data, Path.Combine(bed.Desk.Home, "retention-schedule.yaml"), Export, Place, Elsewhere, bed.Desk.Clock.Now, DaysASecond, (seed * 1000) + lives);
        var life = await LogLife.OfAsync(orders, death);
        var problems = new List<string>();
        if (life.Problem is { } odd)
            problems.Add(odd);
        foreach (var (seq, hash) in life.Acknowledged.Where(a => !acknowledged.TryAdd(a.Key, a.Value)))
            problems.Add($"entry {seq} was acknowledged twice, now as {hash}");
        problems.AddRange(LookAtExport(life));
        problems.AddRange(LookAtLog(life));
        // Only of what was exported and anchored since can anybody know.
        toPutBack |= lives % 3 == 0;
        if (toPutBack && older[0].Size < exported.Select(e => e.Size).DefaultIfEmpty(0).Max() && AnchorFiles() is [.., var last] && older[0].Size < SizeOf(last))
        {
            problems.AddRange(await PutBackAsync(older[0]));
            toPutBack = false;
        }
        return (life.InTheMiddleOf, problems);
    }

    /// <summary>After the last life the installation works on as if nobody had been killed, and what is due goes.</summary>
    public async Task FinishAsync()
    {
        await bed.Desk.DoAsync("run", "--once");
        Assert.False(bed.Desk.Holds(Due));
        await bed.AnchorAsync();
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        var verdict = (await bed.Desk.DoAsync("audit", "verify", "--export", "export", "--output", "json")).Json;
        Assert.Equal($"sound: {verdict.GetProperty("size").GetInt64()} entries", stranger.Says(Export, exported.Select(e => e.Path)));
        // Of what was pruned nothing lies in the export, half written or whole.
        var first = verdict.GetProperty("first").GetInt64() / Tile.Full;
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Path.Combine(Export, "tile", "entries")), f => long.Parse(Path.GetFileName(f)[..3], CultureInfo.InvariantCulture) < first);
    }

    public ValueTask DisposeAsync()
    {
        stranger.Dispose();
        bed.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>As it lies: by this program against every older checkpoint, and by the stranger against the first, one of the others and the last.</summary>
    private IEnumerable<string> LookAtExport(LogLife life)
    {
        var before = exported.Select(e => e.Size).DefaultIfEmpty(0).Max();
        if (!File.Exists(Checkpoint))
        {
            if (before > 0 || life.Ended.ContainsKey(LogHost.Export))
                yield return "the checkpoint that was there is gone";
            yield break;
        }
        var size = SizeOf(Checkpoint);
        if (size < Math.Max(before, life.Ended.GetValueOrDefault(LogHost.Export)))
            yield return $"the export covers {size} entries, and covered {before}";
        var verdict = new ExportVerify(NoteVerifier.Instance).Check(Export, Kept(exported.Select(e => e.Path).Concat(AnchorFiles().Where(a => SizeOf(a) <= size))), null, CancellationToken.None);
        if (!verdict.Verified)
            yield return $"the export does not verify from {verdict.BrokenAt}: {verdict.Problem}";
        var said = stranger.Says(Export, exported.Where((_, i) => i == 0 || i == exported.Count - 1 || i == lives % exported.Count).Select(e => e.Path));
        if (said != $"sound: {size} entries")
            yield return $"the stranger says of the export: {said}";
        if (size > before)
        {
            var copy = Path.Combine(kept, $"{exported.Count}");
            File.Copy(Checkpoint, copy);
            exported.Add((size, copy));
        }
    }

    /// <summary>In a copy, so that the next host finds the database as the killed one left it.</summary>
    private List<string> LookAtLog(LogLife life)
    {
        var problems = new List<string>();
        var copy = Directory.CreateDirectory(Path.Combine(bed.Desk.Home, "copies", $"{lives}")).FullName;
        foreach (var file in Directory.GetFiles(Data, "catalogue.db*"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        using (var catalogue = SqliteCatalogue.Open(copy))
        {
            var verdict = new AuditVerify(catalogue, NoteVerifier.Instance).Check(Kept([.. exported.Select(e => e.Path), .. AnchorFiles()]), null, CancellationToken.None);
            if (!verdict.Verified)
                problems.Add($"the log does not verify from {verdict.BrokenAt}: {verdict.Problem}");
            problems.AddRange(verdict.Findings.Where(f => f.Finding != "clock-back").Select(f => $"{f.Finding} at {f.Seq}"));
            using var session = catalogue.Read();
            List<byte[]> leaves = [.. session.Log.PrunedLeaves(0)];
            if (verdict.First < Math.Max(Pruned, life.Ended.GetValueOrDefault(LogHost.Prune)))
                problems.Add($"entries before {Pruned} were pruned, and are there from {verdict.First} on");
            Pruned = verdict.First;
            foreach (var (_, entry) in session.Log.Read(leaves.Count))
            {
                leaves.Add(MerkleTree.LeafHash(entry));
                var at = InstantPattern.General.Parse(JsonDocument.Parse(entry).RootElement.GetProperty("at").GetString()!).Value;
                bed.Desk.Clock.Now = Instant.Max(bed.Desk.Clock.Now, at + Duration.FromHours(1));
            }
            problems.AddRange(acknowledged.Where(a => a.Key >= leaves.Count || Convert.ToHexStringLower(leaves[(int)a.Key]) != a.Value).Select(a => $"entry {a.Key} was acknowledged, and is lost").Take(3));
            if (life.Ended.TryGetValue(LogHost.Anchor, out var anchored) && !AnchorFiles().Exists(f => SizeOf(f) == anchored))
                problems.Add($"the place does not have the checkpoint over {anchored} entries that it took");
            catalogue.TidyUp();
            older.Add((leaves.Count, Path.Combine(copy, "catalogue.db")));
        }
        if (Integrity(older[^1].Path) is not "ok" and var broken)
            problems.Add($"the database is damaged: {broken}");
        if (older.Count > 4)
        {
            Directory.Delete(Path.GetDirectoryName(older[0].Path)!, recursive: true);
            older.RemoveAt(0);
        }
        return problems;
    }

    /// <summary>The database of some lives ago takes the place of the true one: nothing is erased on it, and nothing exported. Then the true one is there again, as the killed host left it.</summary>
    private async Task<List<string>> PutBackAsync((long Size, string Path) old)
    {
        var problems = new List<string>();
        var aside = Directory.CreateDirectory(Path.Combine(bed.Desk.Home, "aside")).FullName;
        foreach (var file in Directory.GetFiles(Data, "catalogue.db*"))
            File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        File.Copy(old.Path, Database);
        foreach (var (verb, expected) in new[] { ("run --once", ExitCode.LogDoesNotVerify), ("audit verify", ExitCode.LogDoesNotVerify), ("audit export --to export", ExitCode.Refused) })
        {
            var said = await bed.Desk.SayAsync(verb.Split(' '));
            if (said.Code != expected)
                problems.Add($"an older database of {old.Size} entries was put back, and '{verb}' ends with {said.Code}: {said.Output}{said.Errors}");
        }
        if (!bed.Desk.Holds(Due))
            problems.Add("something was erased on an older database");
        foreach (var file in Directory.GetFiles(Data, "catalogue.db*"))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(aside))
            File.Move(file, Path.Combine(Data, Path.GetFileName(file)));
        Refused += problems.Count == 0 ? 1 : 0;
        return problems;
    }

    private List<string> AnchorFiles() => [.. Directory.GetFiles(Elsewhere, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f).All(char.IsAsciiDigit)).Order(StringComparer.Ordinal)];

    private static KeptCheckpoints Kept(IEnumerable<string> files) => KeptCheckpoints.Of(files.Select(f => new KeptNote(Path.GetFileName(f), File.ReadAllBytes(f))));

    private static long SizeOf(string note) => Retention.Domain.Transparency.Checkpoint.Parse(SignedNote.Parse(File.ReadAllBytes(note)).Text).Size;

    private static string? Integrity(string database)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return command.ExecuteScalar() as string;
    }
}
