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
    [InlineData(4, "audit", "list")]
    [InlineData(2, "audit", "list", "--kind", "erased")]
    [InlineData(2, "audit", "list", "--record", "interviews:lonely/recording/p-01/talk.wav")]
    [InlineData(4, "audit", "list", "--since", "2026-11-22", "--until", "2026-11-22")]
    [InlineData(1, "audit", "list", "--since", "2026-11-23")]
    [InlineData(1, "audit", "list", "--until", "2026-11-21")]
    [InlineData(1, "audit", "list", "--store", "archive")]
    public async Task For_people_it_is_a_line_per_entry_or_one_that_says_there_is_none(int lines, params string[] arguments)
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
    [InlineData("audit", "lists")]
    [InlineData("audit")]
    public async Task What_makes_no_sense_is_usage(params string[] arguments)
    {
        var (code, output, errors) = await Say(arguments);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.NotEmpty(errors);
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
            .AddSingleton(study.Catalogue).AddSingleton(study.Commitments).AddSingleton<Retention.Domain.Transparency.INoteVerifier>(NoteVerifier.Instance).AddSingleton<AuditVerify>().AddSingleton<AuditList>().AddSingleton<NameCheck>().BuildServiceProvider();

        public IRooms Open(GlobalGiven given) => this;

        public T Get<T>()
            where T : notnull => provider.GetRequiredService<T>();

        // The study owns the catalogue.
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
