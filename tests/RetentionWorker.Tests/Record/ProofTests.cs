using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Cli;
using RetentionWorker.Record;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Record;

/// <summary>One erasure shown to somebody who has the log's public key and nothing else; and everything that somebody who wants to be believed might try.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private const string P01 = "interviews:study-1/recording/P01/a.wav";
    private const string P02 = "interviews:study-1/recording/P02/a.wav";
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("run", "--once");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private string VKey => VerifierKey.Parse(Head().VKey).ToString();

    [Fact]
    public async Task One_erasure_is_shown_without_the_log_and_without_a_data_directory()
    {
        var made = (await desk.DoAsync("audit", "prove", "--locator", P01, "--to", "a.tlog-proof", "--output", "json")).Json;
        Assert.Equal(("erased", "gone", P01), (Text(made, "kind"), Text(made, "says"), Text(made, "record")));
        using var elsewhere = new Desk();
        var path = elsewhere.Write("a.tlog-proof", Proof("a.tlog-proof"));
        var key = elsewhere.Write("log.vkey", VKey + "\n");
        foreach (var vkey in new[] { VKey, key })
        {
            var told = await elsewhere.DoAsync("audit", "check-proof", path, "--vkey", vkey, "--expect", "erased");
            Assert.StartsWith($"{P01}: ERASED, and an independent read saw that it was gone", told.Output, StringComparison.Ordinal);
            Assert.Contains("verified: listed-absent", told.Output, StringComparison.Ordinal);
            Assert.Contains("residue: backup, recoverable until 2026-12-28", told.Output, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(Path.Combine(elsewhere.Home, "retention-data")));
        var verdict = (await elsewhere.DoAsync("audit", "check-proof", path, "--vkey", VKey, "--output", "json")).Json;
        Assert.True(verdict.GetProperty("verified").GetBoolean());
        Assert.Equal(made.GetProperty("root").GetString(), Text(verdict, "root"));
        Assert.Equal("erased", Text(verdict.GetProperty("entry"), "kind"));
    }

    [Fact]
    public async Task A_stranger_with_another_language_believes_it_and_none_of_thousands_of_altered_ones()
    {
        var proof = await ProveAsync("--locator", P01);
        var (code, output) = Python(proof, VKey, "--alter");
        Assert.True(code == 0, output);
        Assert.Contains($"erased, gone: {P01}", output, StringComparison.Ordinal);
        Assert.Matches(@"\n\d{4,} altered proofs: none believed", output);
        Assert.Equal(5, Python(proof, OtherKey()).Code);
    }

    [Fact]
    public async Task It_tells_of_no_other_record()
    {
        await ProveAsync("--locator", P01);
        var text = Encoding.UTF8.GetString(Proof("a.tlog-proof"));
        var whole = text + Encoding.UTF8.GetString(InclusionFile.Parse(Proof("a.tlog-proof")).Extra!);
        foreach (var other in Entries().Where(e => e.TryGetProperty("record", out _)).Select(e => Text(e, "record")).ToHashSet().Where(c => !whole.Contains(c, StringComparison.Ordinal)).Append("P02"))
            Assert.DoesNotContain(other, whole, StringComparison.Ordinal);
        Assert.Single(Entries().Where(e => e.TryGetProperty("record", out _)).Select(e => Text(e, "record")).Distinct(), c => whole.Contains(c, StringComparison.Ordinal));
        Assert.DoesNotContain("participant", whole, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(desk.Home, "a.tlog-proof")));
    }

    [Fact]
    public async Task A_bit_changed_anywhere_is_found_as_is_every_truncation()
    {
        var proof = await ProveAsync("--locator", P01);
        var (bytes, key) = (File.ReadAllBytes(proof), VerifierKey.Parse(VKey));
        Assert.True(ProofCheck.Of(bytes, key, NoteVerifier.Instance).Verified);
        for (var at = 0; at < bytes.Length; at++)
        {
            Assert.False(ProofCheck.Of(bytes.AsSpan(0, at), key, NoteVerifier.Instance).Verified, $"cut at {at}");
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                Assert.False(ProofCheck.Of(bytes, key, NoteVerifier.Instance).Verified, $"byte {at}, bit {bit}");
                bytes[at] ^= (byte)(1 << bit);
            }
        }
        Assert.False(ProofCheck.Of([.. bytes, (byte)'\n'], key, NoteVerifier.Instance).Verified);
    }

    [Fact]
    public async Task Another_record_cannot_be_put_into_it()
    {
        var (one, two) = (await FileAsync(P01, "a"), await FileAsync(P02, "b"));
        var (first, second) = (one.Extra!, two.Extra!);
        await Refused(one with { Extra = first with { Opens = second.Opens } }, "about another record");
        await Refused(one with { Extra = first with { Opens = first.Opens with { Salt = second.Opens.Salt } } }, "about another record");
        await Refused(one with { Extra = first with { Opens = first.Opens with { Value = second.Opens.Value } } }, "about another record");
        await Refused(one with { Extra = second }, "not on the log at that place");
        await Refused(one with { Index = two.Index }, "not on the log at that place");
        await Refused(one with { Extra = null }, "holds no entry");
        // The same bytes, cut into another salt and another value.
        byte[] joined = [.. first.Opens.Salt, .. first.Opens.Value];
        await Refused(one with { Extra = first with { Opens = first.Opens with { Salt = joined[..31], Value = joined[31..] } } }, "");
        await Refused(one with { Extra = first with { Entry = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(first.Entry).Replace("listed-absent", "listed-absens", StringComparison.Ordinal)) } }, "not on the log");
    }

    [Fact]
    public async Task Another_logs_key_a_witnesss_and_a_checkpoint_of_another_log_prove_nothing()
    {
        var one = await FileAsync(P01, "a");
        desk.Write("x.tlog-proof", one.Bytes());
        Assert.Equal(ExitCode.LogDoesNotVerify, (await desk.SayAsync("audit", "check-proof", "x.tlog-proof", "--vkey", OtherKey())).Code);
        var key = VerifierKey.Parse(VKey);
        // The same public key under the log's own name, as a witness has it: what it signs means something else.
        var witness = VerifierKey.Of(key.Name, NoteAlgorithm.Cosignature, key.Key);
        Assert.Equal(ExitCode.LogDoesNotVerify, (await desk.SayAsync("audit", "check-proof", "x.tlog-proof", "--vkey", witness.ToString())).Code);
        // Another log with this very entry on it, whose head its own key signed.
        using var forger = NoteSigner.Of(key.Name, new byte[32]);
        var leaf = MerkleTree.LeafHash(one.Extra!.Entry);
        var forged = forger.Sign(new Checkpoint(key.Name, 1, leaf).Text).ToBytes();
        await Refused(new(0, [], forged, one.Extra), "not signed by this log's key");
        // The log's own key, which signs anything but heads under its own name: another origin.
        await Refused(new(0, [], SignedByTheLog(new Checkpoint("another/log", 1, leaf).Text), one.Extra), "not signed by this log's key");
    }

    [Fact]
    public async Task An_intent_is_shown_as_an_intent_and_never_passes_for_an_erasure()
    {
        var intent = Entries().First(e => Text(e, "kind") == "erasure-intended" && Text(e, "record") == Commitment(P01)).GetProperty("seq").GetInt64();
        var made = await desk.DoAsync("audit", "prove", "--locator", P01, "--index", $"{intent}", "--to", "i.tlog-proof");
        Assert.Contains("does not show that the record is gone", made.Errors, StringComparison.Ordinal);
        var told = await desk.DoAsync("audit", "check-proof", "i.tlog-proof", "--vkey", VKey);
        Assert.StartsWith($"{P01}: ONLY AN INTENT", told.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ERASED", told.Output, StringComparison.Ordinal);
        Assert.Equal("only-intended", Text((await desk.DoAsync("audit", "check-proof", "i.tlog-proof", "--vkey", VKey, "--output", "json")).Json, "says"));
        var expected = await desk.SayAsync("audit", "check-proof", "i.tlog-proof", "--vkey", VKey, "--expect", "erased");
        Assert.Equal(ExitCode.LogDoesNotVerify, expected.Code);
        Assert.Contains("of kind erasure-intended, not erased", expected.Errors, StringComparison.Ordinal);
        Assert.Equal("", expected.Output);
        Assert.Contains("erasure-intended, only intended", Python(Path.Combine(desk.Home, "i.tlog-proof"), VKey).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_kept_refused_or_failed_is_not_shown_as_erased()
    {
        var commitment = Commitment(P01);
        using var writer = new LogWriter(Path.Combine(desk.Home, "retention-data"), desk.Clock);
        foreach (var (kind, words) in new[] { ("kept", "NOT ERASED: it was kept"), ("refused", "NOT ERASED: its store refused"), ("failed", "NOT SHOWN TO BE ERASED"), ("already-absent", "ALREADY ABSENT") })
        {
            writer.WriteOutcome(kind, commitment);
            await desk.DoAsync("audit", "prove", "--locator", P01, "--to", kind);
            Assert.StartsWith($"{P01}: {words}", (await desk.DoAsync("audit", "check-proof", kind, "--vkey", VKey)).Output, StringComparison.Ordinal);
        }
        writer.WriteIntent(commitment);
        var later = await desk.DoAsync("audit", "prove", "--locator", P01, "--to", "later");
        Assert.Contains("a later erasure of it was begun", later.Errors, StringComparison.Ordinal);
        Assert.StartsWith($"{P01}: ALREADY ABSENT", later.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_named_by_its_number_too_and_what_is_unknown_is_said_to_be()
    {
        var number = (await desk.DoAsync("explain", P01, "--output", "json")).Json.GetProperty("number").GetInt64();
        Assert.Equal(P01, Text((await desk.DoAsync("audit", "prove", "--record", $"{number}", "--to", "n", "--output", "json")).Json, "record"));
        await No(ExitCode.BadInput, "no entry of the log is about that record", "--locator", "interviews:study-1/recording/P09/a.wav");
        await No(ExitCode.BadInput, "no record has the number 4711", "--record", "4711");
        await No(ExitCode.BadInput, "entry 0 is not about that record", "--locator", P01, "--index", "0");
        await No(ExitCode.Usage, "name the record once", "--locator", P01, "--record", "1");
        await No(ExitCode.Usage, "name the record once");
        desk.Write("x", "mine");
        await No(ExitCode.BadInput, "is there already", "--locator", P01);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(desk.Home, "x")));
    }

    [Theory]
    [InlineData(".destroyed", "study-1.1 (destroyed)")]
    [InlineData(".deleted", "study-1.1 (deleted)")]
    [InlineData(null, "study-1 (missing)")]
    public async Task Where_the_key_is_gone_it_says_that_nobody_can_connect_the_record_any_more(string? state, string said)
    {
        var kept = await ProveAsync("--locator", P01);
        var key = Path.Combine(desk.Home, "retention-data", "commitment-keys", "study-1.1.key");
        if (state is not null)
            File.Copy(key, Path.ChangeExtension(key, state));
        File.Delete(key);
        await No(ExitCode.Unavailable, said, "--locator", P01);
        await No(ExitCode.Unavailable, "can be connected", "--locator", "interviews:never/was/here");
        // What was proved before stays proved: the salt is in the file.
        await desk.DoAsync("audit", "check-proof", kept, "--vkey", VKey);
    }

    [Fact]
    public async Task A_project_of_which_nothing_was_ever_said_under_a_key_has_lost_none()
    {
        desk.Record("study-2/recording/P03/a.wav");
        await desk.DoAsync("project", "add", "study-2", "--planned-end", "2027-12-31");
        await desk.DoAsync("discover");
        await No(ExitCode.BadInput, "no entry of the log is about that record", "--locator", "interviews:study-2/recording/P03/a.wav");
        Assert.DoesNotContain("keys that are gone", (await desk.DoAsync("audit", "list", "--project", "study-2", "--participant", "P03")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_proof_is_made_of_a_log_that_was_altered()
    {
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(desk.Home, "retention-data", "catalogue.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'interviews', 'interviewz') AS BLOB) WHERE seq = (SELECT min(seq) FROM log_entries WHERE CAST(entry AS TEXT) LIKE '%interviews%')";
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        await No(ExitCode.LogDoesNotVerify, "no proof can be made", "--locator", P01);
        Assert.False(File.Exists(Path.Combine(desk.Home, "x")));
    }

    [Theory]
    [InlineData("audit", "check-proof", "absent", "--vkey", "retention/0+00000000+AA==")]
    [InlineData("audit", "check-proof", "retention.json", "--vkey", "no-key")]
    public async Task What_cannot_be_read_is_bad_input(params string[] arguments) => Assert.Equal(ExitCode.BadInput, (await desk.SayAsync(arguments)).Code);

    [Fact]
    public async Task What_is_no_proof_does_not_verify() =>
        Assert.Equal(ExitCode.LogDoesNotVerify, (await desk.SayAsync("audit", "check-proof", "retention.json", "--vkey", VKey)).Code);

    private async Task<string> ProveAsync(params string[] record)
    {
        await desk.DoAsync(["audit", "prove", .. record, "--to", "a.tlog-proof"]);
        return Path.Combine(desk.Home, "a.tlog-proof");
    }

    private async Task<Told> FileAsync(string record, string name)
    {
        await desk.DoAsync("audit", "prove", "--locator", record, "--to", name);
        var file = InclusionFile.Parse(Proof(name));
        return new(file.Index, file.Proof, file.Checkpoint, DisclosedEntry.Parse(file.Extra!));
    }

    private async Task Refused(Told told, string why)
    {
        desk.Write("altered", told.Bytes());
        var said = await desk.SayAsync("audit", "check-proof", "altered", "--vkey", VKey);
        Assert.Equal(ExitCode.LogDoesNotVerify, said.Code);
        Assert.Contains(why, said.Errors, StringComparison.Ordinal);
        Assert.Equal("", said.Output);
        Assert.Equal(5, Python(Path.Combine(desk.Home, "altered"), VKey).Code);
    }

    private async Task No(ExitCode code, string why, params string[] arguments)
    {
        var said = await desk.SayAsync(["audit", "prove", .. arguments, "--to", "x"]);
        Assert.Equal(code, said.Code);
        Assert.Contains(why, said.Errors, StringComparison.Ordinal);
        Assert.Equal("", said.Output);
    }

    private byte[] Proof(string name) => File.ReadAllBytes(Path.Combine(desk.Home, name));

    private RetentionWorker.Catalogue.SignedHead Head()
    {
        using var catalogue = RetentionWorker.Catalogue.Sqlite.SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        using var session = catalogue.Read();
        return session.Log.Head().Signed!;
    }

    private List<JsonElement> Entries()
    {
        using var catalogue = RetentionWorker.Catalogue.Sqlite.SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        using var session = catalogue.Read();
        return [.. session.Log.Read(0).Select(e => JsonDocument.Parse(e.Entry).RootElement)];
    }

    private string Commitment(string record) => Retention.Domain.Audit.Commitment.OfRecord(
        File.ReadAllBytes(Path.Combine(desk.Home, "retention-data", "commitment-keys", "study-1.1.key")), new(new("interviews"), Retention.Domain.Facts.RecordName.Parse(record["interviews:".Length..])));

    private byte[] SignedByTheLog(string text)
    {
        var parts = File.ReadAllText(Path.Combine(desk.Home, "retention-data", "audit-log-keys", "1.key")).TrimEnd('\n').Split('+', 5);
        using var signer = NoteSigner.Of(parts[2], Convert.FromBase64String(parts[4]).AsSpan(1));
        return signer.Sign(text).ToBytes();
    }

    private static string OtherKey()
    {
        using var other = NoteSigner.Of("retention/0000000000000000", new byte[32]);
        return other.Key.ToString();
    }

    private static string Text(JsonElement of, string key) => of.GetProperty(key).GetString()!;

    private static (int Code, string Output) Python(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Path, "tests", "audit", "check_proof.py"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>A proof taken apart, to be put together otherwise.</summary>
    private sealed record Told(long Index, IReadOnlyList<byte[]> Proof, byte[] Checkpoint, DisclosedEntry? Extra)
    {
        public byte[] Bytes() => new InclusionFile(Index, Proof, Checkpoint, Extra?.ToBytes()).ToBytes();
    }
}
