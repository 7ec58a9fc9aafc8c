using RetentionWorker.Cli;

namespace RetentionWorker.Tests.BadInput;

/// <summary>A file to import, or a command line, that is one case of a row; what must be answered to it.</summary>
internal sealed record BadCase(string Row, string What, ExitCode Code, string Message)
{
    public byte[]? Csv { get; init; }

    public string[]? Line { get; init; }

    public override string ToString() => $"{Row} {What}";
}

/// <summary>The rows of the two surfaces that come in through this command, each as one case or several.</summary>
internal static class BadInputTable
{
    private const string Header = "project_id,planned_end,project_end,event,title,reference\n";

    /// <summary>Rows that the design answers otherwise, or that another room answers, with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Elsewhere = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["B043"] = "rejected by date, and 'never' is the explicit word: the case below rejects, another test takes the word",
        ["B049"] = "not an input but a surrounding: ProcessTests runs the program under those locales; it knows the invariant culture only",
        ["B052"] = "accepted as text, not rejected: ProjectTests writes it back with an apostrophe",
        ["B077"] = "the design documents the order (file, environment, command line) and --verbose prints the value in force: ConfigurationTests",
        ["B080"] = "the clock is a guard of the run, not of the command line: the run's own tests; a month of downtime alone is no doubt, by the design",
        ["B081"] = "the log is a guard of the run: its own tests, and exit code 5 there",
    };

    public static IEnumerable<BadCase> Cases()
    {
        yield return Csv("B033", "empty file", "", "0 rows (was 2)");
        yield return Csv("B033", "header only", Header, "0 rows (was 2)");
        yield return Csv("B035", "header misspelt", "projct_id,planned_end,project_end\nx,,\n", "'projct_id' is not a column of a project register (did you mean 'project_id'?)");
        yield return Csv("B035", "header missing", "project_id,planned_end\nx,\n", "column 'project_end' is missing");
        yield return Csv("B035", "header duplicated", "project_id,planned_end,project_end,project_end\nx,,,\n", "column 'project_end' is there twice");
        yield return Csv("B036", "semicolons", "project_id;planned_end;project_end\nx;;\n", "it seems to be separated by ';'");
        yield return Csv("B036", "tabs", "project_id\tplanned_end\tproject_end\nx\t\t\n", "it seems to be separated by tabs");
        yield return Csv("B037", "unbalanced quote", Header + "x,,,,\"open,\ny,,,,,\n", "line 2: a quote is opened and not closed on its line");
        yield return Csv("B037", "newline in an id", Header + "\"x\ny\",,,,,\n", "line 2: a quote is opened and not closed on its line");
        yield return Csv("B037", "field longer than 4 KiB", Header + "x,,,," + new string('a', 4097) + ",\n", "line 2: a field of more than 4 KiB");
        yield return Csv("B037", "row without an end", Header + "x,,,,\"" + new string('a', 200_000), "an unbalanced quote?");
        yield return Csv("B039", "case, in the file", Header + "x,,,,,\nX,,,,,\n", "'x' and 'X' differ only in upper and lower case");
        yield return Csv("B039", "case, against what is recorded", Header + "Study-1,,,,,\n", "differs from the recorded project 'study-1' only in upper and lower case");
        yield return Csv("B039", "whitespace", Header + "study-1 ,,,,,\n", "project_id: 'study-1 ' has whitespace around it");
        yield return Csv("B039", "composed form", Header + "\u00e9tude,,,,,\n", "is not an id");
        yield return Csv("B039", "decomposed form", Header + "e\u0301tude,,,,,\n", "is not an id: it may hold ASCII letters");
        yield return Csv("B040", "twice with two ends", Header + "x,,2026-01-01,cancelled,,\nx,,2026-02-01,cancelled,,\n", "lines 2 and 3: project 'x' is there twice; neither is taken");
        yield return Csv("B043", "9999-12-31", Header + "x,,9999-12-31,cancelled,,\n", "line 2: project_end: '9999-12-31' lies outside the years 1900 to 2999");
        foreach (var day in new[] { "2025-02-30", "2025-13-01", "2025-02-29" })
            yield return Csv("B044", day, Header + $"x,,{day},cancelled,,\n", $"line 2: project_end: '{day}' is not a day of the calendar");
        yield return Csv("B045", "day or month first", Header + "x,,03/04/2025,cancelled,,\n", "'03/04/2025' can be read with day or month first; write it as yyyy-MM-dd");
        yield return Csv("B047", "serial number", Header + "x,,45321,cancelled,,\n", "spreadsheet's serial number (that would be 2024-01-30)");
        yield return Csv("B047", "without hyphens", Header + "x,,20250630,cancelled,,\n", "did you mean 2025-06-30?");
        yield return Csv("B048", "with a time", Header + "x,,2025-06-30T23:30:00Z,cancelled,,\n", "is a date with a time; give the date alone");
        yield return Csv("B051", "earlier end", Header + "ended,,2026-05-31,cancelled,,\n", "line 2: project_end: 2026-05-31 is not the recorded end 2026-06-30 of project ended, whose 1 present records would go sooner; another end takes a second person", ExitCode.Refused);
        yield return new("B053", "more than a million rows", ExitCode.BadInput, "more than 1000000 rows; split it") { Csv = Many() };

        yield return Line("B073", "unknown option", "unknown option '--frobnicate'", "purge", "--project", "study-1", "--frobnicate");
        yield return Line("B073", "misspelt option", "unknown option '--projct' (did you mean '--project'?)", "purge", "--projct", "study-1");
        yield return Line("B073", "twice with two values", "--project was given 2 times: give it once", "purge", "--project", "study-1", "--project", "ended");
        yield return Line("B075", "empty project", "--project is empty: give it a value", "purge", "--project", "");
        yield return Line("B075", "empty directory", "--data is empty: give it a value", "plan", "--data", "");
        yield return Line("B076", "digest of another plan", "the plan of now is ", ExitCode.Refused, "purge", "--project", "ended", "--yes", "--plan", new string('0', 64));
        yield return Line("B076", "digest cut short", "is not a plan's digest", ExitCode.Usage, "purge", "--project", "ended", "--yes", "--plan", "3f6c");
        yield return Line("B079", "secret as an option", "is not taken on the command line", "purge", "--project", "study-1", "--account-key", "c2VjcmV0");
        yield return Line("B079", "secret in a value", "is not taken on the command line", "project", "add", "x", "--planned-end", "2026-01-01", "--title", "AccountKey=c2VjcmV0");
    }

    private static BadCase Csv(string row, string what, string csv, string message, ExitCode code = ExitCode.BadInput) =>
        new(row, what, code, message) { Csv = System.Text.Encoding.UTF8.GetBytes(csv) };

    private static BadCase Line(string row, string what, string message, params string[] line) => Line(row, what, message, ExitCode.Usage, line);

    private static BadCase Line(string row, string what, string message, ExitCode code, params string[] line) => new(row, what, code, message) { Line = line };

    private static byte[] Many()
    {
        var text = new System.Text.StringBuilder(Header, 16_000_000);
        for (var i = 0; i <= 1_000_000; i++)
            text.Append('p').Append(i).Append(",,,,,\n");
        return System.Text.Encoding.ASCII.GetBytes(text.ToString());
    }
}
