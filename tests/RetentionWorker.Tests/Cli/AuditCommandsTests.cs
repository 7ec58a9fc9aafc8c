using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetentionWorker.Catalogue;
using RetentionWorker.Cli;
using RetentionWorker.Hosting;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Tests.Record;

namespace RetentionWorker.Tests.Cli;

public sealed class AuditCommandsTests : IDisposable
{
    private readonly Study study = new();

    public AuditCommandsTests() => study.Append(study.Intent(1), study.Intent(2), study.Outcome(1, 0), study.Outcome(2, 1));

    [Fact]
    public async Task A_log_that_verifies_is_done()
    {
        var (code, output, errors) = await Say("audit", "verify", "--output", "json");
        Assert.Equal((ExitCode.Done, ""), (code, errors));
        var verdict = JsonDocument.Parse(output).RootElement;
        Assert.True(verdict.GetProperty("verified").GetBoolean());
        Assert.Equal(4, verdict.GetProperty("size").GetInt64());
        Assert.Equal(JsonValueKind.Null, verdict.GetProperty("brokenAt").ValueKind);
        Assert.Contains("the audit log verifies: 4 entries", (await Say("audit", "verify")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_does_not_verify_is_a_5_and_says_from_where()
    {
        Tamper.Rewrite(study, 2, text => text.Replace("unlinked", "deleted", StringComparison.Ordinal));
        var (code, output, errors) = await Say("audit", "verify", "--output", "json");
        Assert.Equal(ExitCode.LogDoesNotVerify, code);
        Assert.False(JsonDocument.Parse(output).RootElement.GetProperty("verified").GetBoolean());
        Assert.Contains("does not verify from entry 4", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_without_its_head_is_a_5_and_nothing_can_be_appended()
    {
        Tamper.With(study, "DELETE FROM log_head");
        var (code, _, errors) = await Say("audit", "verify");
        Assert.Equal(ExitCode.LogDoesNotVerify, code);
        Assert.Contains("lost its head", errors, StringComparison.Ordinal);
        var fault = Assert.Throws<LogHeadFault>(() => study.Append(study.Intent(3)));
        Assert.Equal(ExitCode.LogDoesNotVerify, FaultReport.Of(fault, interrupted: false).Code);
    }

    [Fact]
    public async Task Entries_are_listed_one_per_line_as_their_own_bytes()
    {
        var (code, output, _) = await Say("audit", "list", "--project", "lonely", "--participant", "p-02", "--output", "json");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(
            [study.Intent(2).ToBytes(1), study.Outcome(2, 1).ToBytes(3)],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(System.Text.Encoding.ASCII.GetBytes));
    }

    [Theory]
    [InlineData(5, "audit", "list")]
    [InlineData(3, "audit", "list", "--kind", "erased")]
    [InlineData(3, "audit", "list", "--outcome", "erased", "--store", "interviews")]
    [InlineData(1, "audit", "list", "--outcome", "open")]
    [InlineData(3, "audit", "list", "--record", "interviews:lonely/recording/p-01/talk.wav")]
    [InlineData(5, "audit", "list", "--since", "2026-11-22", "--until", "2026-11-22")]
    [InlineData(1, "audit", "list", "--since", "2026-11-23")]
    [InlineData(1, "audit", "list", "--until", "2026-11-21")]
    [InlineData(1, "audit", "list", "--store", "archive")]
    public async Task For_people_it_is_a_head_and_a_line_per_entry_or_one_that_says_there_is_none(int lines, params string[] arguments)
    {
        var (code, output, _) = await Say(arguments);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(lines, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("audit", "list", "--participant", "p-02")]
    [InlineData("audit", "list", "--record", "no-colon")]
    [InlineData("audit", "list", "--since", "yesterday")]
    [InlineData("audit", "list", "--kind", "")]
    [InlineData("audit", "list", "--kind", "erased", "--outcome", "erased")]
    [InlineData("audit", "list", "--outcome", "gone")]
    [InlineData("audit", "list", "--output", "xml")]
    [InlineData("audit", "verify", "--output", "csv")]
    [InlineData("audit", "show", "--output", "jsonl", "0")]
    [InlineData("audit", "show", "-1")]
    [InlineData("audit", "show")]
    [InlineData("audit", "lists")]
    [InlineData("audit")]
    public async Task What_makes_no_sense_is_usage(params string[] arguments)
    {
        var (code, output, errors) = await Say(arguments);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task A_format_that_a_verb_does_not_have_is_named_with_those_that_it_has()
    {
        Assert.Contains("--output 'csv' is none of: text, json\n", (await Say("audit", "verify", "--output", "csv")).Errors, StringComparison.Ordinal);
        Assert.Contains("--output 'cvs' is none of: text, json, jsonl, csv (did you mean 'csv'?)", (await Say("audit", "list", "--output", "cvs")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_lines_are_the_bytes_that_were_hashed_also_where_a_serializer_would_escape_them()
    {
        var key = new Retention.Domain.Audit.AuditEntry.LogKeyUsed(Study.Start, "schedule", "retention/0123456789abcdef+01234567+A+/=", null);
        study.Append(key);
        foreach (var format in new[] { "json", "jsonl" })
            Assert.Equal(System.Text.Encoding.ASCII.GetString(key.ToBytes(4)) + "\n", (await Say("audit", "list", "--kind", "log-key", "--output", format)).Output);
    }

    [Fact]
    public async Task For_a_spreadsheet_an_outcome_has_the_project_category_store_and_participants_of_its_intent()
    {
        var rows = (await Say("audit", "list", "--outcome", "erased", "--output", "csv")).Output.Split("\r\n");
        Assert.Equal("entry,at,kind,actor,project,category,store,participants,record,intent,what", rows[0]);
        Assert.Equal(
            $"2,2026-11-22T10:15:00Z,erased,schedule,lonely,recording,interviews,{Cell(study.Commitments.OfParticipant(Study.Project, new("p-01")))},{Cell(study.Commitments.OfRecord(Study.Project, Study.Record(1)))},0,copies=1 method=unlinked residue= verified=listed-absent",
            rows[1]);
        Assert.Equal(4, rows.Length);

        static string Cell(string text) => text.StartsWith('-') ? $"\"'{text}\"" : text;
    }

    [Fact]
    public async Task One_entry_is_shown_with_what_belongs_to_it()
    {
        study.Append(study.Intent(3));
        var outcome = (await Say("audit", "show", "2")).Output;
        Assert.StartsWith("entry 2\n", outcome, StringComparison.Ordinal);
        Assert.Contains("\nof the intent 0\n", outcome, StringComparison.Ordinal);
        Assert.Contains("\nits outcome 3\n", (await Say("audit", "show", "1")).Output, StringComparison.Ordinal);
        Assert.EndsWith("\nno outcome yet\n", (await Say("audit", "show", "4")).Output, StringComparison.Ordinal);
        var shown = JsonDocument.Parse((await Say("audit", "show", "2", "--output", "json")).Output).RootElement;
        Assert.Equal("erased", shown.GetProperty("entry").GetProperty("kind").GetString());
        Assert.Equal(0, shown.GetProperty("intent").GetProperty("seq").GetInt64());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("outcome").ValueKind);
        var beyond = await Say("audit", "show", "5");
        Assert.Equal((ExitCode.BadInput, ""), (beyond.Code, beyond.Output));
    }

    [Theory]
    [InlineData("--project", "lonely", "--participant", "p-02")]
    [InlineData("--record", "interviews:lonely/recording/p-01/talk.wav")]
    public async Task Where_a_key_is_gone_it_is_said_that_entries_may_be_missing(params string[] who)
    {
        var key = Path.Combine(study.KeyDirectory, "lonely.1.key");
        Assert.DoesNotContain("keys that are gone", (await Say(["audit", "list", .. who])).Errors, StringComparison.Ordinal);
        File.Move(key, Path.ChangeExtension(key, ".destroyed"));
        var (code, output, errors) = await Say(["audit", "list", .. who]);
        Assert.Equal((ExitCode.Done, "no entries"), (code, output.Trim()));
        Assert.Contains("not found, whomever it concerned: lonely.1 (destroyed)", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("keys that are gone", (await Say("audit", "list", "--project", "lonely")).Errors, StringComparison.Ordinal);
    }

    public void Dispose() => study.Dispose();

    private async Task<(ExitCode Code, string Output, string Errors)> Say(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        await using var line = new CommandLine(new StudyRooms(study), output, errors, Verbs.All(_ => Task.FromResult(RetentionWorker.Cli.ExitCode.Done)));
        var code = await line.RunAsync(arguments, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    private sealed class StudyRooms(Study study) : IRoomsOpener, IRooms
    {
        private readonly ServiceProvider provider = new ServiceCollection()
            .AddSingleton(study.Catalogue).AddSingleton(study.Commitments).AddSingleton<Retention.Domain.Transparency.INoteVerifier>(NoteVerifier.Instance).AddSingleton<AuditVerify>().AddSingleton<IKeptElsewhere>(NothingKeptElsewhere.Instance).AddSingleton<KeptByOthers>().AddSingleton<AuditList>().AddSingleton<NameCheck>().BuildServiceProvider();

        public IRooms Open(GlobalGiven given) => this;

        public T Get<T>()
            where T : notnull => provider.GetRequiredService<T>();

        // The study owns the catalogue.
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
