using Spectre.Console;

namespace RetentionWorker.Cli;

internal enum OutputFormat
{
    Text,
    Json,
    /// <summary>One object per line, whatever the answer; of a list <see cref="Json"/> is the same.</summary>
    Jsonl,
    Csv,
}

/// <summary>A column of a list, for people.</summary>
internal sealed record Column<T>(string Head, Func<T, object?> Cell);

/// <summary>
/// What a verb says. The answer alone goes to standard output: one JSON object, or one per line of a list; for people, lines and tables.
/// Warnings and problems go to standard error. Every text is made harmless to a terminal here, so that no verb has to remember it.
/// </summary>
internal sealed class Answer(TextWriter output, TextWriter errors, OutputFormat format)
{
    public bool IsJson => format is OutputFormat.Json or OutputFormat.Jsonl;

    public bool IsCsv => format == OutputFormat.Csv;

    /// <summary>One answer: the object for machines, the lines for people.</summary>
    public void One(object answer, params IEnumerable<string> lines)
    {
        if (IsJson)
            output.WriteLine(JsonShape.Of(answer));
        else
            foreach (var line in lines)
                Line(line);
    }

    /// <summary>A list: one object per line for machines, a table for people; <paramref name="ifEmpty"/> is for people only.</summary>
    public void Many<T>(IEnumerable<T> items, string ifEmpty, params IReadOnlyList<Column<T>> columns)
        where T : notnull
    {
        if (IsJson)
        {
            foreach (var item in items)
                output.WriteLine(JsonShape.Of(item));
            return;
        }
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column.Head)) { NoWrap = true });
        foreach (var item in items)
            table.AddRow(columns.Select(column => new Text(PlainText.Of(Show(column.Cell(item))))));
        if (table.Rows.Count == 0)
            Line(ifEmpty);
        else
            Terminal().Write(table);
    }

    /// <summary>A line for people; machines do not see it.</summary>
    public void Line(string text = "")
    {
        if (!IsJson)
            output.WriteLine(PlainText.Of(text));
    }

    /// <summary>An answer in a format of its own, byte for byte.</summary>
    public void Verbatim(string text) => output.Write(text);

    /// <summary>The same, as it comes.</summary>
    public void Verbatim(Action<TextWriter> write) => write(output);

    /// <summary>Something that a person should know, on standard error.</summary>
    public void Warn(string text) => errors.WriteLine("warning: " + PlainText.Of(text));

    /// <summary>What is happening, on standard error.</summary>
    public void Note(string text) => errors.WriteLine(PlainText.Of(text));

    /// <summary>Why it was not done, on standard error; further lines are indented by the caller.</summary>
    public ExitCode Stop(ExitCode code, string problem, params IEnumerable<string> more)
    {
        errors.WriteLine((code == ExitCode.Refused ? "refused: " : "error: ") + PlainText.Of(problem));
        foreach (var line in more)
            errors.WriteLine("  " + PlainText.Of(line));
        return code;
    }

    /// <summary>As people read it: dates and instants in ISO, words in kebab-case, nothing as a dash.</summary>
    public static string Show(object? value) => value switch
    {
        null or "" => "-",
        string text => text,
        bool flag => flag ? "yes" : "no",
        NodaTime.LocalDate date => NodaTime.Text.LocalDatePattern.Iso.Format(date),
        NodaTime.Instant instant => NodaTime.Text.InstantPattern.General.Format(instant),
        Enum word => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "-",
    };

    private IAnsiConsole Terminal()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        // No cell is ever cut or wrapped for the width of a window: what is shown is what a person may have to copy.
        console.Profile.Width = 100_000;
        return console;
    }
}
