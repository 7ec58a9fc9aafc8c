using System.Text;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Outcomes;
using RetentionWorker.Record;

namespace RetentionWorker.Tests.Record;

public sealed class AuditVerifyTests : IDisposable
{
    private readonly Study study = new();

    [Fact]
    public void An_empty_log_verifies()
    {
        var verdict = study.Verify();
        Assert.True(verdict.Verified, verdict.Problem);
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", verdict.Root);
    }

    [Fact]
    public void An_untouched_log_verifies_and_says_what_it_holds()
    {
        study.Append(study.Intent(1), study.Intent(2), study.Intent(3));
        study.Append(study.Outcome(2, 1), new AuditEntry.Kept(Study.Start, "schedule", 0, study.Intent(1).Record, KeptReason.Held) { Resolved = true });
        var verdict = study.Verify();
        Assert.True(verdict.Verified, verdict.Problem);
        Assert.Equal((5L, 3L, 2L, 1L), (verdict.Size, verdict.Intents, verdict.Outcomes, verdict.OpenIntents));
        Assert.Equal("intent-forgotten", Assert.Single(verdict.Findings).Finding);
    }

    [Fact]
    public void An_intent_that_the_catalogue_knows_to_be_open_is_no_finding()
    {
        using (var uow = study.Catalogue.Begin())
        {
            study.Log.Append(uow, [study.Intent(1)]);
            uow.Intents.Open([new(0, 1, "plan", Study.Start)]);
            uow.Commit();
        }
        var verdict = study.Verify();
        Assert.True(verdict.Verified, verdict.Problem);
        Assert.Equal(1, verdict.OpenIntents);
        Assert.Empty(verdict.Findings);
    }

    [Theory]
    [InlineData("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'unlinked', 'unlinkee') AS BLOB) WHERE seq = 3", 4L)]
    [InlineData("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), '\"v\":1', '\"v\": 1') AS BLOB) WHERE seq = 1", 1L)]
    [InlineData("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), '\"v\":1', '\"v\":2') AS BLOB) WHERE seq = 1", 1L)]
    [InlineData("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), '\"v\":1', '\"v\":1.0') AS BLOB) WHERE seq = 1", 1L)]
    [InlineData("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'schedule', 'schedulé') AS BLOB) WHERE seq = 1", 1L)]
    [InlineData("UPDATE log_entries SET entry = CAST('not JSON' AS BLOB) WHERE seq = 2", 2L)]
    [InlineData("UPDATE log_entries SET entry = CAST('[]' AS BLOB) WHERE seq = 2", 2L)]
    [InlineData("UPDATE log_entries SET entry = zeroblob(0) WHERE seq = 2", 2L)]
    [InlineData("UPDATE log_entries SET entry = (SELECT entry FROM log_entries WHERE seq = 0) WHERE seq = 2", 2L)]
    [InlineData("DELETE FROM log_entries WHERE seq = 1", 1L)]
    [InlineData("DELETE FROM log_entries WHERE seq = 3", 3L)]
    [InlineData("DELETE FROM log_entries", 0L)]
    [InlineData("UPDATE log_entries SET seq = 9 WHERE seq = 3", 3L)]
    [InlineData("UPDATE log_head SET size = 3", 3L)]
    [InlineData("UPDATE log_head SET size = 5", 4L)]
    [InlineData("UPDATE log_head SET size = 1152921504606846976", 4L)]
    [InlineData("UPDATE log_head SET root = zeroblob(32)", 4L)]
    [InlineData("UPDATE log_head SET edge = zeroblob(32)", 4L)]
    [InlineData("UPDATE log_head SET edge = zeroblob(0)", 4L)]
    public void Whatever_is_changed_is_found_at_its_place(string change, long brokenAt)
    {
        study.Append(study.Intent(0), study.Intent(1), study.Outcome(0, 0), study.Outcome(1, 1));
        Tamper.With(study, change);
        var verdict = study.Verify();
        Assert.False(verdict.Verified);
        Assert.NotNull(verdict.Problem);
        Assert.True(brokenAt == verdict.BrokenAt, $"{verdict.BrokenAt}: {verdict.Problem}");
    }

    [Fact]
    public void Every_single_changed_bit_of_an_entry_is_found()
    {
        study.Append(study.Intent(0), study.Outcome(0, 0));
        var entry = study.Outcome(0, 0).ToBytes(1);
        for (var bit = 0; bit < entry.Length * 8; bit += 7)
        {
            var changed = (byte[])entry.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Tamper.With(study, "UPDATE log_entries SET entry = $entry WHERE seq = 1", ("$entry", changed));
            Assert.False(study.Verify().Verified, Encoding.Latin1.GetString(changed));
        }
        Tamper.With(study, "UPDATE log_entries SET entry = $entry WHERE seq = 1", ("$entry", entry));
        Assert.True(study.Verify().Verified);
    }

    [Fact]
    public void A_second_outcome_of_one_intent_breaks_the_log()
    {
        study.Append(study.Intent(1), study.Outcome(1, 0), study.Outcome(1, 0));
        var verdict = study.Verify();
        Assert.Equal((false, 2L), (verdict.Verified, verdict.BrokenAt));
        Assert.Contains("intent 0", verdict.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_without_an_intent_breaks_the_log()
    {
        study.Append(study.Intent(1), study.Outcome(1, 5));
        Assert.Equal(1, study.Verify().BrokenAt);
    }

    [Fact]
    public void An_outcome_of_another_record_breaks_the_log()
    {
        study.Append(study.Intent(1), study.Outcome(2, 0));
        Assert.Equal(1, study.Verify().BrokenAt);
    }

    [Fact]
    public void Books_that_do_not_balance_break_the_log_unless_the_run_said_so_itself()
    {
        var books = new RunBooks(3, 1, 0, 0, 2, 1, 0, new Dictionary<string, long> { ["changed"] = 1 });
        study.Append(Summary(books), Summary(books with { Discovered = 4 }));
        var verdict = study.Verify();
        Assert.True(verdict.Verified, verdict.Problem);
        Assert.Equal((1L, "unaccounted"), verdict.Findings.Select(f => (f.Seq!.Value, f.Finding)).Single());

        Tamper.Rewrite(study, 0, text => text.Replace("\"due\":2", "\"due\":3", StringComparison.Ordinal));
        Assert.Equal((false, 0L, "the books of the run do not balance"), study.Verify() is var v ? (v.Verified, v.BrokenAt, v.Problem) : default);
    }

    [Fact]
    public void A_clock_that_was_set_back_is_a_finding_and_a_few_seconds_are_none()
    {
        study.Append(
            new AuditEntry.ProjectReopened(Study.Start, "os-1", Study.Project),
            new AuditEntry.ProjectReopened(Study.Start - Duration.FromMinutes(5), "os-1", Study.Project),
            new AuditEntry.ProjectReopened(Study.Start - Duration.FromMinutes(5) - Duration.FromSeconds(1), "os-1", Study.Project));
        var verdict = study.Verify();
        Assert.True(verdict.Verified, verdict.Problem);
        Assert.Equal((2L, "clock-back"), verdict.Findings.Select(f => (f.Seq!.Value, f.Finding)).Single());
    }

    [Fact]
    public void Progress_ends_at_the_size_and_a_stop_is_obeyed()
    {
        study.Append(study.Intent(0), study.Outcome(0, 0));
        var told = new List<(long, long)>();
        new AuditVerify(study.Catalogue, NoteVerifier.Instance).Check((done, total) => told.Add((done, total)), CancellationToken.None);
        Assert.Equal((2L, 2L), told[^1]);
        Assert.Throws<OperationCanceledException>(() => new AuditVerify(study.Catalogue, NoteVerifier.Instance).Check(null, new CancellationToken(canceled: true)));
    }

    public void Dispose() => study.Dispose();

    private static AuditEntry.RunSummary Summary(RunBooks books) => new(Study.Start, "schedule", Study.Start, "schedule", "plan", books);
}
