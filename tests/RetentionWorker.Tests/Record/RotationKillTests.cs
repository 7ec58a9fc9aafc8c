using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Record;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.Record;

/// <summary>Whatever a killed rotation leaves, the next entry or the next rotation puts right: the log has its key at every moment, and in the end no older one is left.</summary>
public sealed class RotationKillTests : IAsyncLifetime
{
    private readonly RotationBed bed = new();

    public async ValueTask InitializeAsync() => await bed.Desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        bed.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_key_that_was_made_and_not_named_is_not_used_until_the_next_rotation_names_it()
    {
        var before = bed.VKey();
        string made;
        using (var catalogue = SqliteCatalogue.Open(bed.Data))
        using (var work = catalogue.Begin())
        using (var key = new LogKey(bed.Keys, System.Security.Cryptography.RandomNumberGenerator.GetBytes))
            made = key.Succeed(before, work.Log.Head().Size, [before]).VKey;
        Assert.Equal(["1.key", "2.key"], bed.KeyFiles());
        await bed.Desk.DoAsync("project", "add", "study-2", "--planned-end", "2027-01-31");
        Assert.Equal(before, bed.VKey());
        Assert.Equal(["1.key", "2.key"], bed.KeyFiles());
        Assert.Equal(made, (await bed.RotateAsync()).GetProperty("key").GetString());
        Assert.Equal(["2.key"], bed.KeyFiles());
        await bed.Desk.DoAsync("audit", "verify");
    }

    [Theory]
    [InlineData("1.key")]
    [InlineData(".old")]
    [InlineData("1.key", ".old")]
    public async Task An_older_private_key_that_is_left_goes_with_the_next_entry(params string[] left)
    {
        var old = File.ReadAllBytes(bed.KeyFile(1));
        await bed.RotateAsync();
        foreach (var name in left)
            File.WriteAllBytes(Path.Combine(bed.Keys, name), old);
        await bed.Desk.DoAsync("project", "add", "study-2", "--planned-end", "2027-01-31");
        Assert.Equal(["2.key"], bed.KeyFiles());
        await bed.Desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task An_older_private_key_that_cannot_be_destroyed_is_said()
    {
        // A folder under the name that what is destroyed gets first.
        Directory.CreateDirectory(Path.Combine(bed.Keys, ".old"));
        var said = await bed.Desk.SayAsync("audit", "rotate-key", "--output", "json");
        Assert.Equal((ExitCode.Unavailable, false), (said.Code, said.Json.GetProperty("previousDestroyed").GetBoolean()));
        Assert.Contains("the key is changed, but the private file of the one before it is still there", said.Errors, StringComparison.Ordinal);
        await bed.Desk.DoAsync("project", "add", "study-2", "--planned-end", "2027-01-31");
        Directory.Delete(Path.Combine(bed.Keys, ".old"));
        await bed.Desk.DoAsync("project", "add", "study-3", "--planned-end", "2027-01-31");
        Assert.Equal(["2.key"], bed.KeyFiles());
    }

    [Fact]
    public async Task An_older_catalogue_that_is_put_back_costs_no_key()
    {
        var catalogue = Path.Combine(bed.Data, "catalogue.db");
        var older = File.ReadAllBytes(catalogue);
        await bed.RotateAsync();
        var (newer, key) = (File.ReadAllBytes(catalogue), bed.VKey());
        PutBack(older);
        Assert.Equal(ExitCode.Unavailable, (await bed.Desk.SayAsync("project", "add", "study-2", "--planned-end", "2027-01-31")).Code);
        Assert.Equal(["2.key"], bed.KeyFiles());
        PutBack(newer);
        await bed.Desk.DoAsync("project", "add", "study-2", "--planned-end", "2027-01-31");
        Assert.Equal(key, bed.VKey());

        void PutBack(byte[] bytes)
        {
            File.WriteAllBytes(catalogue, bytes);
            File.Delete(catalogue + "-wal");
            File.Delete(catalogue + "-shm");
        }
    }

    /// <summary>The built program, killed at each call that makes something durable or takes something away, one after the other, until it gets through.</summary>
    [Theory]
    [InlineData("rename")]
    [InlineData("fsync,fdatasync")]
    [InlineData("unlink,ftruncate")]
    public async Task Killed_at_any_boundary_the_next_entry_mends_it(string calls)
    {
        var kills = 0;
        for (var occurrence = 1; ; occurrence++)
        {
            Assert.True(occurrence < 40, "it never gets through");
            using var one = new RotationBed();
            await one.Desk.WithStudyAsync();
            var before = one.VKey();
            var (code, _) = Repository.Run(
                "strace",
                [
                    "-f", "-qq", "-o", "/dev/null", .. Paths(one).SelectMany(p => new[] { "-P", p }), "-e", $"trace={calls}", "-e", $"inject={calls}:signal=KILL:when={occurrence}",
                    "dotnet", Path.Combine(AppContext.BaseDirectory, "retention.dll"), "--data", one.Data, "audit", "rotate-key",
                ]);
            kills += code == 0 ? 0 : 1;
            await one.Desk.DoAsync("audit", "verify");
            var named = (await one.EntriesAsync("log-key"))[^1].GetProperty("key").GetString();
            await one.Desk.DoAsync("project", "add", "study-2", "--planned-end", "2027-01-31");
            Assert.Equal(named, one.VKey());
            // What was being made under no name of a key goes with the next one that is made.
            Assert.Equal(named == before ? "1.key" : "2.key", one.KeyFiles().First(f => f != ".new"));
            await one.RotateAsync();
            Assert.Equal([named == before ? "2.key" : "3.key"], one.KeyFiles());
            await one.Desk.DoAsync("audit", "verify");
            if (code == 0)
                break;
        }
        Assert.True(kills > 0, "it was never killed");
        TestContext.Current.SendDiagnosticMessage($"{calls}: killed {kills} times");

        static string[] Paths(RotationBed one) =>
        [
            one.Keys, one.KeyFile(1), one.KeyFile(2), Path.Combine(one.Keys, ".new"), Path.Combine(one.Keys, ".old"), Path.Combine(one.Data, "catalogue.db"), Path.Combine(one.Data, "catalogue.db-wal"),
        ];
    }
}
