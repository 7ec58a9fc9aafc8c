using Spectre.Console;

namespace RetentionWorker.Cli;

/// <summary>A terminal at standard error that can move its cursor: long work is shown on it while it lasts, and leaves nothing behind.</summary>
internal sealed record Screen(TextWriter Writer, bool Coloured)
{
    /// <summary>The screen at standard error, or null: where that is no terminal, or a dumb one, nothing is ever drawn.</summary>
    public static Screen? Of(TextWriter errors, bool isTerminal, IReadOnlyDictionary<string, string> variables) =>
        isTerminal && variables.GetValueOrDefault("TERM") is not (null or "" or "dumb")
            ? new Screen(errors, Coloured: string.IsNullOrEmpty(variables.GetValueOrDefault("NO_COLOR")))
            : null;

    /// <summary>Does the work with a line that shows what it is at; the line is gone when the work ends, however it ends.</summary>
    public Task<T> ShowAsync<T>(string first, Func<StageLine, Task<T>> work) =>
        new Progress(Open(), TimeProvider.System) { AutoClear = true, ExcludeVerticalPadding = true }
            .Columns(StageLine.Columns())
            .StartAsync(context =>
            {
                var line = new StageLine(context, TimeProvider.System);
                line.At(first);
                return work(line);
            });

    private IAnsiConsole Open() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        // Said and not guessed: the guesses read the process's own environment.
        Ansi = AnsiSupport.Yes,
        ColorSystem = Coloured ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        Out = new AnsiConsoleOutput(new Unfailing(Writer)),
    });

    /// <summary>Erasing goes on where the terminal is gone: what cannot be drawn is not drawn.</summary>
    private sealed class Unfailing(TextWriter inner) : TextWriter
    {
        public override System.Text.Encoding Encoding => inner.Encoding;

        public override void Write(char value) => Try(() => inner.Write(value));

        public override void Write(string? value) => Try(() => inner.Write(value));

        public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

        public override void Flush() => Try(inner.Flush);

        private static void Try(Action writing)
        {
            try
            {
                writing();
            }
            catch (IOException)
            {
                // Nobody is there to be told.
            }
        }
    }
}
