using System.Text;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

/// <summary>What long work shows on a terminal, and that it leaves nothing there.</summary>
public sealed class ScreenTests : IDisposable
{
    private const string CursorHidden = "\u001b[?25l";
    private const string CursorShown = "\u001b[?25h";

    private readonly Desk desk = new() { AtTerminal = true };
    private readonly StringWriter terminal = new() { NewLine = "\n" };

    private Screen Screen => new(terminal, Coloured: false);

    public void Dispose() => desk.Dispose();

    [Theory]
    [InlineData(true, "xterm-256color", true)]
    [InlineData(false, "xterm-256color", false)]
    [InlineData(true, "dumb", false)]
    [InlineData(true, null, false)]
    public void Is_there_only_on_a_terminal_that_can_move_its_cursor(bool isTerminal, string? term, bool there)
    {
        var variables = new Dictionary<string, string>();
        if (term is not null)
            variables["TERM"] = term;
        Assert.Equal(there, Screen.Of(terminal, isTerminal, variables) is not null);
    }

    [Fact]
    public async Task Shows_what_was_counted_while_nobody_knows_how_much_there_is()
    {
        await Screen.ShowAsync("listing interviews", line => Done(() => line.Count(1204, null)));
        Assert.Contains("listing interviews", terminal.ToString());
        Assert.Contains("1,204", terminal.ToString());
        Assert.DoesNotContain("%", terminal.ToString());
    }

    [Fact]
    public async Task Shows_a_bar_once_the_total_is_known()
    {
        await Screen.ShowAsync("erasing", line => Done(() => line.Count(5000, 20_000)));
        Assert.Matches("erasing +5,000 of 20,000 +━+ +25% ", terminal.ToString());
    }

    [Fact]
    public async Task Shows_one_stage_at_a_time_and_names_as_they_are()
    {
        await Screen.ShowAsync("first", line => Done(() => line.At("listing [bold]\u001b[31m")));
        Assert.Contains(@"listing [bold]\u{1B}[31m", terminal.ToString());
        Assert.DoesNotContain("first", terminal.ToString().Split("listing")[^1]);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1", false)]
    public async Task Has_colours_unless_nobody_wants_them(string noColor, bool coloured)
    {
        var screen = Screen.Of(terminal, true, new Dictionary<string, string> { ["TERM"] = "xterm", ["NO_COLOR"] = noColor })!;
        await screen.ShowAsync("erasing", line => Done(() => line.Count(5, 20)));
        Assert.Equal(coloured, System.Text.RegularExpressions.Regex.IsMatch(terminal.ToString(), "\u001b\\[[0-9;]*m"));
    }

    [Fact]
    public async Task Gives_the_cursor_back_and_clears_its_line_where_the_work_ends_by_a_fault_or_is_stopped()
    {
        foreach (var fault in new Exception[] { new InvalidOperationException("made up"), new OperationCanceledException() })
        {
            await using var drawn = new Drawn("erasing");
            var thrown = await Xunit.Record.ExceptionAsync(() => new Screen(drawn, Coloured: false).ShowAsync<int>("erasing", async line =>
            {
                await drawn.Seen.WaitAsync(TimeSpan.FromSeconds(60));
                throw fault;
            }));
            Assert.Same(fault, thrown);
            AssertClean(drawn.ToString());
        }
    }

    [Fact]
    public async Task Work_goes_on_where_the_terminal_is_gone()
    {
        var screen = new Screen(new Gone(), Coloured: true);
        Assert.Equal(7, await screen.ShowAsync("erasing", line =>
        {
            line.Count(1, 2);
            return Task.FromResult(7);
        }));
    }

    [Fact]
    public async Task Every_long_verb_shows_its_stages_on_standard_error_and_nothing_more_on_standard_output()
    {
        await desk.WithStudyAsync();
        desk.Write("projects.csv", "project_id,planned_end,project_end,event\nstudy-1,2026-12-31,2026-11-20,report-accepted\n");
        await ShowsAsync("recording projects", "project", "import", "projects.csv");
        await ShowsAsync("planning", "discover");
        await ShowsAsync("deciding and planning", "plan");
        await ShowsAsync("deciding and planning", "status");
        await ShowsAsync("summing up", "run", "--once");
        await ShowsAsync("100%", "audit", "verify");
    }

    [Fact]
    public async Task Shows_nothing_where_standard_error_is_no_terminal()
    {
        desk.AtTerminal = false;
        await desk.WithStudyAsync();
        foreach (var verb in new[] { new[] { "run", "--once" }, ["audit", "verify"], ["plan"] })
            Assert.DoesNotContain("\u001b", (await desk.DoAsync(verb)).Errors);
    }

    private async Task ShowsAsync(string stage, params string[] verb)
    {
        var said = await desk.DoAsync([.. verb, "--output", "json"]);
        Assert.Contains(stage, said.Errors);
        AssertClean(said.Errors);
        Assert.DoesNotContain("\u001b", said.Output);
        Assert.All(said.Lines, line => Assert.StartsWith("{", line));
    }

    private static void AssertClean(string drawn)
    {
        Assert.Equal(drawn.Split(CursorHidden).Length, drawn.Split(CursorShown).Length);
        Assert.True(drawn.LastIndexOf(CursorShown, StringComparison.Ordinal) > drawn.LastIndexOf(CursorHidden, StringComparison.Ordinal));
        // What was drawn last is an erased line, and nothing stands after it.
        Assert.EndsWith("\u001b[2K" + CursorShown, drawn);
    }

    private static Task<bool> Done(Action telling)
    {
        telling();
        return Task.FromResult(true);
    }

    /// <summary>A terminal that tells when a text has been drawn on it.</summary>
    private sealed class Drawn(string text) : StringWriter
    {
        private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => seen.Task;

        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
                seen.TrySetResult();
        }
    }

    private sealed class Gone : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("gone");

        public override void Flush() => throw new IOException("gone");
    }
}
