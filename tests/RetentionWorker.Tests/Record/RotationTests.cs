using System.Text.Json;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Record;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Record;

/// <summary>The log is handed from key to key: each endorses the next, nothing that was signed before becomes untrue, and nobody exchanges a key unseen.</summary>
public sealed class RotationTests : IAsyncLifetime
{
    private readonly RotationBed bed = new();

    private Desk Desk => bed.Desk;

    private string Export => Path.Combine(Desk.Home, "export");

    public async ValueTask InitializeAsync() => await Desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        bed.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_old_key_endorses_the_new_one_and_is_destroyed()
    {
        var before = bed.VKey();
        var rotated = await bed.RotateAsync();
        Assert.Equal((before, bed.VKey(), true), (rotated.GetProperty("previous").GetString(), rotated.GetProperty("key").GetString(), rotated.GetProperty("previousDestroyed").GetBoolean()));
        Assert.Equal(["2.key"], bed.KeyFiles());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bed.KeyFile(2)));
        var entry = (await bed.EntriesAsync("log-key"))[^1];
        Assert.Equal((rotated.GetProperty("entry").GetInt64(), before, bed.VKey()), (entry.GetProperty("seq").GetInt64(), entry.GetProperty("previous").GetString(), entry.GetProperty("key").GetString()));
        Assert.StartsWith("os-", entry.GetProperty("actor").GetString(), StringComparison.Ordinal);
        Assert.Equal(VerifierKey.Parse(before).Name, VerifierKey.Parse(bed.VKey()).Name);
        // Its signature is over what the page says, and nothing else.
        var text = $"retention/log-key/v1\nlog {VerifierKey.Parse(before).Name}\nentry {entry.GetProperty("seq").GetInt64()}\nprevious {before}\nkey {bed.VKey()}\n";
        Assert.True(NoteVerifier.Instance.Verifies(VerifierKey.Parse(before), System.Text.Encoding.ASCII.GetBytes(text), entry.GetProperty("endorsement").GetBytesFromBase64()));
        await Desk.DoAsync("audit", "verify");
        Assert.Contains("signed by a new key from entry", (await Desk.DoAsync("audit", "rotate-key")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_kept_a_checkpoint_or_a_key_of_any_time_still_believes_the_log_and_so_does_a_stranger()
    {
        var (kept, keys) = (new List<string>(), new List<string>());
        for (var number = 0; number < 3; number++)
        {
            bed.Write(100);
            keys.Add(bed.VKey());
            kept.Add(bed.KeptCheckpoint($"kept-{number}"));
            // Into the same folder each time: its checkpoint is the key's before.
            await Desk.DoAsync("audit", "export", "--to", "export");
            await bed.RotateAsync();
        }
        bed.Write(1);
        keys.Add(bed.VKey());
        await Desk.DoAsync("audit", "export", "--to", "export");
        Assert.Equal(bed.VKey() + "\n", File.ReadAllText(Path.Combine(Export, "log.vkey")));
        foreach (var checkpoint in kept)
        {
            await Desk.DoAsync("audit", "verify", "--against", checkpoint);
            await Desk.DoAsync("audit", "verify", "--export", "export", "--against", checkpoint);
            Assert.Equal(0, RotationBed.Stranger(Export, "--against", checkpoint).Code);
        }
        foreach (var key in keys)
        {
            await Desk.DoAsync("audit", "verify", "--vkey", key);
            await Desk.DoAsync("audit", "verify", "--export", "export", "--vkey", Desk.Write("known.vkey", key + "\n"));
            Assert.Equal(0, RotationBed.Stranger(Export, "--vkey", key).Code);
        }
        using var another = NoteSigner.Of(VerifierKey.Parse(keys[0]).Name, new byte[32]);
        foreach (var from in new string[][] { [], ["--export", "export"] })
        {
            var refused = await Desk.SayAsync(["audit", "verify", .. from, "--vkey", another.Key.ToString()]);
            Assert.Equal(ExitCode.LogDoesNotVerify, refused.Code);
            Assert.Contains("is none of this log's", refused.Errors, StringComparison.Ordinal);
        }
        Assert.Equal(5, RotationBed.Stranger(Export, "--vkey", another.Key.ToString()).Code);
        Assert.Equal(ExitCode.BadInput, (await Desk.SayAsync("audit", "verify", "--vkey", "nonsense")).Code);
    }

    /// <summary>Two files change where the key does, and no kill is to leave an export that does not verify: as it lies there before the last of them.</summary>
    [Fact]
    public async Task An_export_that_was_broken_off_before_it_named_the_new_key_verifies_and_is_completed()
    {
        await Desk.DoAsync("audit", "export", "--to", "export");
        var old = File.ReadAllBytes(Path.Combine(Export, "log.vkey"));
        await bed.RotateAsync();
        // Broken off at the checkpoint: a folder is in the way of what is to take its name.
        Directory.CreateDirectory(Path.Combine(Export, "checkpoint.new"));
        Assert.Equal(ExitCode.Unavailable, (await Desk.SayAsync("audit", "export", "--to", "export")).Code);
        Assert.Equal(old, File.ReadAllBytes(Path.Combine(Export, "log.vkey")));
        await Desk.DoAsync("audit", "verify", "--export", "export");
        Assert.Equal(0, RotationBed.Stranger(Export).Code);
        // Broken off after it.
        Directory.Delete(Path.Combine(Export, "checkpoint.new"));
        await Desk.DoAsync("audit", "export", "--to", "export");
        File.WriteAllBytes(Path.Combine(Export, "log.vkey"), old);
        await Desk.DoAsync("audit", "verify", "--export", "export");
        Assert.Equal(0, RotationBed.Stranger(Export).Code);
        using var other = NoteSigner.Of(VerifierKey.Parse(bed.VKey()).Name, new byte[32]);
        File.WriteAllText(Path.Combine(Export, "log.vkey"), other.Key + "\n");
        Assert.Contains("log.vkey is none of the log's keys", (await Desk.SayAsync("audit", "verify", "--export", "export")).Errors, StringComparison.Ordinal);
        Assert.Equal(5, RotationBed.Stranger(Export).Code);
        File.WriteAllBytes(Path.Combine(Export, "log.vkey"), old);
        await Desk.DoAsync("audit", "export", "--to", "export");
        Assert.Equal(bed.VKey() + "\n", File.ReadAllText(Path.Combine(Export, "log.vkey")));
    }

    [Fact]
    public async Task Whoever_has_the_key_in_mind_follows_a_rotation_that_another_process_did()
    {
        using var daemon = new LogWriter(bed.Data, Desk.Clock);
        daemon.Write(1);
        await bed.RotateAsync();
        daemon.Write(1);
        await bed.RotateAsync();
        await bed.RotateAsync();
        daemon.Write(1);
        Assert.Equal(["4.key"], bed.KeyFiles());
        await Desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task Another_key_in_the_place_of_the_logs_is_refused_and_nothing_is_recorded_or_erased()
    {
        await Desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        var own = File.ReadAllBytes(bed.KeyFile(1));
        using (var other = new RotationBed())
        {
            await other.Desk.WithStudyAsync();
            File.Copy(other.KeyFile(1), bed.KeyFile(1), overwrite: true);
        }
        var before = bed.Head();
        foreach (var command in new[] { "run --once", "project add study-2 --planned-end 2027-01-31", "audit rotate-key" })
        {
            var said = await Desk.SayAsync(command.Split(' '));
            Assert.Equal(ExitCode.Unavailable, said.Code);
            Assert.Contains(bed.KeyFile(1) + " is another key (retention/", said.Errors, StringComparison.Ordinal);
            Assert.Contains("restore the file from a backup", said.Errors, StringComparison.Ordinal);
        }
        Assert.Equal((before.Size, Convert.ToHexString(before.Root)), (bed.Head().Size, Convert.ToHexString(bed.Head().Root)));
        Assert.DoesNotContain("study-2", (await Desk.DoAsync("project", "list")).Output, StringComparison.Ordinal);
        Assert.True(Desk.Holds("study-1/recording/P01/a.wav"));
        Assert.Equal(["1.key"], bed.KeyFiles());
        File.WriteAllBytes(bed.KeyFile(1), own);
        await Desk.DoAsync("run", "--once");
        Assert.False(Desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_key_of_a_higher_number_that_the_log_does_not_name_signs_nothing()
    {
        using (var other = new RotationBed())
        {
            await other.Desk.WithStudyAsync();
            File.Copy(other.KeyFile(1), bed.KeyFile(7));
        }
        var before = bed.VKey();
        bed.Write(1);
        Assert.Equal(before, bed.VKey());
        await Desk.DoAsync("audit", "verify");
    }

    [Theory]
    [InlineData("another log's")]
    [InlineData("the same again")]
    [InlineData("none")]
    public async Task What_lies_where_the_next_key_is_to_lie_is_not_taken_unless_it_can_be_the_logs(string what)
    {
        if (what == "another log's")
        {
            using var other = new RotationBed();
            await other.Desk.WithStudyAsync();
            File.Copy(other.KeyFile(1), bed.KeyFile(2));
        }
        else
        {
            File.WriteAllBytes(bed.KeyFile(2), what == "none" ? [1, 2, 3] : File.ReadAllBytes(bed.KeyFile(1)));
        }
        var (before, lies) = (Desk.Snapshot(), File.ReadAllBytes(bed.KeyFile(2)));
        var said = await Desk.SayAsync("audit", "rotate-key");
        Assert.Equal(ExitCode.Unavailable, said.Code);
        Assert.Contains(bed.KeyFile(2) + " is in the way", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Desk.Snapshot());
        Assert.Equal(["1.key", "2.key"], bed.KeyFiles());
        Assert.Equal(lies, File.ReadAllBytes(bed.KeyFile(2)));
        File.Delete(bed.KeyFile(2));
        await bed.RotateAsync();
    }

    [Fact]
    public async Task A_key_that_the_log_had_before_never_comes_back()
    {
        var old = File.ReadAllBytes(bed.KeyFile(1));
        await bed.RotateAsync();
        File.WriteAllBytes(bed.KeyFile(3), old);
        Assert.Contains("is in the way", (await Desk.SayAsync("audit", "rotate-key")).Errors, StringComparison.Ordinal);
        await Desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_log_that_is_not_signed_yet_has_no_key_to_change()
    {
        using var fresh = new Desk();
        var said = await fresh.SayAsync("audit", "rotate-key");
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains("nothing on the log is signed yet", said.Errors, StringComparison.Ordinal);
    }

    public static TheoryData<string> Exchanges => ["none", "itself", "another index", "another key", "another log", "nonsense"];

    /// <summary>As somebody could leave it who has the data directory, and not the key that was in force: signed by the new key, hashed and in order.</summary>
    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task A_key_that_the_one_before_it_did_not_endorse_is_found_at_its_entry(string endorsed)
    {
        using var own = bed.Signer(File.ReadAllBytes(bed.KeyFile(1)));
        using var other = NoteSigner.Of(own.Key.Name, new byte[32]);
        using var elsewhere = NoteSigner.Of("retention/0000000000000000", new byte[32]);
        var at = bed.Forge(seq => new AuditEntry.LogKeyUsed(Desk.Clock.Now, "os-1", other.Key.ToString(), own.Key.ToString(), endorsed switch
        {
            "none" => null,
            "itself" => Convert.ToBase64String(other.Endorse(seq, other.Key)),
            "another index" => Convert.ToBase64String(own.Endorse(seq + 1, other.Key)),
            "another key" => Convert.ToBase64String(own.Endorse(seq, own.Key)),
            "another log" => Convert.ToBase64String(elsewhere.Endorse(seq, elsewhere.Key)),
            _ => "nonsense",
        }), other);
        await FoundAsync(at, "did not endorse");
    }

    [Fact]
    public async Task The_true_endorsement_is_taken_wherever_it_comes_from()
    {
        using var own = bed.Signer(File.ReadAllBytes(bed.KeyFile(1)));
        using var other = NoteSigner.Of(own.Key.Name, new byte[32]);
        bed.Forge(seq => new AuditEntry.LogKeyUsed(Desk.Clock.Now, "os-1", other.Key.ToString(), own.Key.ToString(), Convert.ToBase64String(own.Endorse(seq, other.Key))), other);
        await Desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_key_without_one_before_it_or_after_another_or_of_another_name_is_found()
    {
        using var own = bed.Signer(File.ReadAllBytes(bed.KeyFile(1)));
        using var other = NoteSigner.Of(own.Key.Name, new byte[32]);
        var at = bed.Forge(_ => new AuditEntry.LogKeyUsed(Desk.Clock.Now, "os-1", other.Key.ToString()), other);
        await FoundAsync(at, "takes the place of another");
    }

    [Fact]
    public void Each_way_in_which_a_key_can_be_wrong_is_said()
    {
        using var first = NoteSigner.Of("retention/0123456789abcdef", new byte[32]);
        using var second = NoteSigner.Of("retention/0123456789abcdef", [.. Enumerable.Repeat((byte)1, 32)]);
        using var renamed = NoteSigner.Of("retention/fedcba9876543210", [.. Enumerable.Repeat((byte)2, 32)]);
        Assert.Null(Problem(Named(first.Key)));
        Assert.Contains("none before it", Problem(Named(first.Key, endorsement: new byte[64])), StringComparison.Ordinal);
        Assert.Contains("another name", Problem(Named(first.Key), Named(renamed.Key, first.Key, new byte[64])), StringComparison.Ordinal);
        Assert.Contains("one that it had before", Problem(Named(first.Key), Named(second.Key, first.Key, first.Endorse(1, second.Key)), Named(first.Key, second.Key, second.Endorse(2, first.Key))), StringComparison.Ordinal);
        Assert.NotNull(Problem(new AuditEntry.LogKeyUsed(Study.Start, "os-1", "retention/0123456789abcdef+01234567+AQ==")));
        Assert.NotNull(Problem(Named(VerifierKey.Of("witness", NoteAlgorithm.Cosignature, new byte[32]))));
        Assert.Null(Problem(Named(first.Key), Named(second.Key, first.Key, first.Endorse(1, second.Key))));

        static AuditEntry.LogKeyUsed Named(VerifierKey key, VerifierKey? previous = null, byte[]? endorsement = null) =>
            new(Study.Start, "os-1", key.ToString(), previous?.ToString(), endorsement is null ? null : Convert.ToBase64String(endorsement));

        static string? Problem(params AuditEntry[] entries)
        {
            var checks = new EntryChecks();
            var problems = entries.Select((e, i) => checks.ProblemOf(i, e.ToBytes(i))).ToList();
            Assert.All(problems.SkipLast(1), Assert.Null);
            return problems[^1];
        }
    }

    [Fact]
    public async Task A_checkpoint_counts_by_the_key_that_was_in_force_at_its_size_and_by_no_other()
    {
        using var old = bed.Signer(File.ReadAllBytes(bed.KeyFile(1)));
        var early = bed.Head();
        var at = (await bed.RotateAsync()).GetProperty("entry").GetInt64();
        using var young = bed.Signer(File.ReadAllBytes(bed.KeyFile(2)));
        var late = bed.Head();
        Assert.Equal((early.Size, at + 1), (at, late.Size));
        await Desk.DoAsync("audit", "export", "--to", "export");
        foreach (var (by, head, counts) in new[] { (old, early, true), (young, late, true), (old, late, false), (young, early, false) })
        {
            var kept = Desk.Write("kept", RotationBed.Checkpoint(by, head.Size, head.Root));
            foreach (var from in new string[][] { [], ["--export", "export"] })
            {
                var said = await Desk.SayAsync(["audit", "verify", .. from, "--against", kept]);
                Assert.Equal(counts ? ExitCode.Done : ExitCode.LogDoesNotVerify, said.Code);
                Assert.Equal(!counts, said.Errors.Contains("was not in force at its size", StringComparison.Ordinal));
            }
            Assert.Equal(counts ? 0 : 5, RotationBed.Stranger(Export, "--against", kept).Code);
        }
        // Nor is the head one that the old key signs, though it was the log's.
        File.WriteAllBytes(Path.Combine(Export, "checkpoint"), RotationBed.Checkpoint(old, late.Size, late.Root));
        Assert.Equal(ExitCode.LogDoesNotVerify, (await Desk.SayAsync("audit", "verify", "--export", "export")).Code);
        File.WriteAllText(Path.Combine(Export, "log.vkey"), old.Key + "\n");
        Assert.Contains("not signed by the log's key", (await Desk.SayAsync("audit", "verify", "--export", "export")).Errors, StringComparison.Ordinal);
        Assert.Equal(5, RotationBed.Stranger(Export).Code);
        bed.Execute("UPDATE log_head SET note = $note", ("$note", RotationBed.Checkpoint(old, late.Size, late.Root)));
        Assert.Contains("not signed by the log's key", (await Desk.SayAsync("audit", "verify")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proofs_and_certificates_of_before_check_by_the_key_of_before_and_those_of_after_by_the_new_one()
    {
        await Desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await Desk.DoAsync("run", "--once");
        var old = bed.VKey();
        await MakeAsync("before");
        await bed.RotateAsync();
        await MakeAsync("after");
        foreach (var (name, key, good) in new[] { ("before", old, true), ("before", bed.VKey(), false), ("after", bed.VKey(), true), ("after", old, false) })
        {
            Assert.Equal(good ? ExitCode.Done : ExitCode.LogDoesNotVerify, (await Desk.SayAsync("audit", "check-proof", name + ".tlog-proof", "--vkey", key)).Code);
            Assert.Equal(good ? ExitCode.Done : ExitCode.LogDoesNotVerify, (await Desk.SayAsync("audit", "check-certificate", name + ".cert", "--vkey", key)).Code);
        }

        async Task MakeAsync(string name)
        {
            await Desk.DoAsync("audit", "prove", "--locator", "interviews:study-1/recording/P01/a.wav", "--to", name + ".tlog-proof");
            await Desk.DoAsync("audit", "certificate", "--project", "study-1", "--to", name + ".cert");
        }
    }

    /// <summary>In the catalogue, in its export, and by the stranger: from that entry on.</summary>
    private async Task FoundAsync(long at, string why)
    {
        var said = await Desk.SayAsync("audit", "verify", "--output", "json");
        Assert.Equal((ExitCode.LogDoesNotVerify, at), (said.Code, said.Json.GetProperty("brokenAt").GetInt64()));
        Assert.Contains(why, said.Errors, StringComparison.Ordinal);
        await Desk.DoAsync("audit", "export", "--to", "export");
        var exported = await Desk.SayAsync("audit", "verify", "--export", "export", "--output", "json");
        Assert.Equal((ExitCode.LogDoesNotVerify, at), (exported.Code, exported.Json.GetProperty("brokenAt").GetInt64()));
        Assert.StartsWith($"unsound from entry {at}: ", RotationBed.Stranger(Export).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.LogDoesNotVerify, (await Desk.SayAsync("run", "--once")).Code);
    }
}
