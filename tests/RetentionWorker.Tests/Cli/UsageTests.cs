using System.CommandLine;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

public sealed class UsageTests : IDisposable
{
    private readonly Desk desk = new();

    [Theory]
    [InlineData("'retention' needs a verb", new string[0])]
    [InlineData("'retention project' needs a verb: add, end", new[] { "project" })]
    [InlineData("unknown verb 'proejct' (did you mean 'project'?)", new[] { "proejct", "list" })]
    [InlineData("unknown verb 'doctor'", new[] { "doctor", "--help" })]
    [InlineData("unknown verb 'ad' (did you mean 'add'?)", new[] { "project", "ad", "--help" })]
    [InlineData("--kind 'hold-place' is none of: already-absent, ", new[] { "audit", "list", "--kind", "hold-place" })]
    [InlineData("unknown option '--refernce' (did you mean '--reference'?)", new[] { "project", "end", "p1", "--on", "2026-01-01", "--event", "cancelled", "--refernce", "X" })]
    [InlineData("--on was given 2 times: give it once", new[] { "project", "end", "p1", "--on", "2026-01-01", "--on", "2026-01-02", "--event", "cancelled" })]
    [InlineData("--data was given 2 times: give it once", new[] { "project", "list", "--data", "a", "--data", "b" })]
    [InlineData("--event is missing", new[] { "project", "end", "p1", "--on", "2026-01-01" })]
    [InlineData("ID is missing", new[] { "project", "reopen" })]
    [InlineData("--project is empty", new[] { "purge", "--project", "" })]
    [InlineData("--data is empty", new[] { "project", "list", "--data", " " })]
    [InlineData("ID is empty", new[] { "project", "reopen", "" })]
    [InlineData("--event 'canceled' is none of: report-accepted, contract-closed, fieldwork-closed, cancelled (did you mean 'cancelled'?)", new[] { "project", "end", "p1", "--on", "2026-01-01", "--event", "canceled" })]
    [InlineData("--output 'xml' is none of: text, json", new[] { "project", "list", "--output", "xml" })]
    [InlineData("--on: '03/04/2026' can be read with day or month first", new[] { "withdraw", "--project", "p1", "--participant", "X", "--on", "03/04/2026", "--ground", "consent" })]
    [InlineData("--project '../x' is not an id", new[] { "plan", "--project", "../x" })]
    [InlineData("--participant '**' is not an id: it would stand for more than one participant", new[] { "purge", "--project", "p1", "--participant", "**" })]
    [InlineData("RECORD: 'x' is not a record; write store:name, or its number", new[] { "explain", "x" })]
    [InlineData("unexpected argument 'extra'", new[] { "project", "list", "extra" })]
    [InlineData("ID 'one' is not a number", new[] { "hold", "release", "one" })]
    [InlineData("--yes needs --plan DIGEST", new[] { "purge", "--project", "p1", "--yes" })]
    [InlineData("there is no terminal to ask on", new[] { "purge", "--project", "p1" })]
    public async Task A_wrong_command_line_is_a_64_with_one_message_and_nothing_is_done(string message, string[] arguments)
    {
        var said = await desk.SayAsync(arguments);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Equal("", said.Output);
        Assert.Contains("error: " + message, said.Errors, StringComparison.Ordinal);
        Assert.Equal(1, said.Errors.Split('\n').Count(l => l.StartsWith("error: ", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(Path.Combine(desk.Home, "retention-data")));
    }

    [Theory]
    [InlineData("--connection-string", "DefaultEndpointsProtocol=https")]
    [InlineData("--sas-token=hidden")]
    [InlineData("--password", "hidden")]
    [InlineData("--title", "https://x.blob.core.windows.net/c?sv=1&sig=hidden")]
    [InlineData("--title", "AccountName=a;AccountKey=hidden==")]
    public async Task A_secret_on_the_command_line_is_refused_and_not_repeated(params string[] secret)
    {
        var said = await desk.SayAsync(["project", "add", "p1", "--planned-end", "2026-01-01", .. secret]);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("connectionStringFile", said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_verb_has_help_with_an_example_on_standard_output()
    {
        var verbs = Leaves(new RootCommand(), Verbs.All(_ => Task.FromResult(ExitCode.Done)), []).ToList();
        Assert.True(verbs.Count > 20, $"{verbs.Count} verbs");
        foreach (var path in verbs)
        {
            var said = await desk.SayAsync([.. path, "--help"]);
            Assert.Equal((ExitCode.Done, ""), (said.Code, said.Errors));
            Assert.Contains("Example:\n  retention " + path[0], said.Output, StringComparison.Ordinal);
            Assert.Contains("--output <text|json>", said.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("project", "retention project add commute-study")]
    [InlineData("audit", "retention audit verify")]
    public async Task A_group_of_verbs_has_help_with_an_example(string group, string example)
    {
        var said = await desk.SayAsync(group, "--help");
        Assert.Equal((ExitCode.Done, ""), (said.Code, said.Errors));
        Assert.Contains("Example:\n  " + example, said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_begins_with_an_at_sign_names_no_response_file()
    {
        desk.Write("x", "P01");
        var said = await desk.SayAsync("withdraw", "--project", "p1", "--participant", "@x", "--on", "2026-01-01", "--ground", "consent", "--output", "json");
        Assert.Equal("@x", said.Json.GetProperty("participant").GetString());
    }

    [Fact]
    public async Task The_version_is_answered()
    {
        var said = await desk.SayAsync("--version");
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+", said.Output);
    }

    public void Dispose() => desk.Dispose();

    private static IEnumerable<IReadOnlyList<string>> Leaves(Command under, IEnumerable<Command> commands, IReadOnlyList<string> path)
    {
        _ = under;
        foreach (var command in commands)
        {
            IReadOnlyList<string> here = [.. path, command.Name];
            if (command is Verb)
                yield return here;
            foreach (var below in Leaves(command, command.Subcommands, here))
                yield return below;
        }
    }
}
