using System.Text;
using CsvHelper;
using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Register;

/// <summary>What the end column of a row says.</summary>
internal abstract record EndCell
{
    /// <summary>Nothing: whatever is recorded stays so.</summary>
    internal sealed record Empty : EndCell;

    /// <summary>The word <c>never</c>: the project has no end date, and somebody meant it.</summary>
    internal sealed record Never : EndCell;

    internal sealed record On(LocalDate Day) : EndCell;
}

/// <summary>One well-formed row of a project register.</summary>
internal sealed record ProjectRow(int Line, ProjectId Id, string? Title, LocalDate? PlannedEnd, EndCell End, ProjectEndEvent? Event, string? Reference, ProjectRole? Role);

/// <summary>A project register as read: its rows, or every problem of it.</summary>
internal sealed record ProjectFileContent(IReadOnlyList<ProjectRow> Rows, IReadOnlyList<string> Problems)
{
    /// <summary>Not even a header.</summary>
    public bool IsEmpty { get; init; }
}

/// <summary>
/// Reads a project register: UTF-8, separated by commas, a header with the columns <c>project_id</c>, <c>planned_end</c> and
/// <c>project_end</c>, and where wanted <c>title</c>, <c>event</c>, <c>reference</c> and <c>role</c>, in any order. What is ambiguous is a problem, never a guess.
/// </summary>
internal static class ProjectFile
{
    public const long LongestFile = 100L << 20;
    public const int MostRows = 1_000_000;
    public const int LongestField = 4 << 10;

    /// <summary>After so many rows it is told how far it is, and looked whether to stop.</summary>
    public const int Step = 1024;

    private const int MostProblems = 100;

    public static ProjectFileContent Read(Stream file, string name, Action<long>? progress, CancellationToken ct)
    {
        var problems = new List<string>();
        var rows = new List<ProjectRow>();
        if (file.CanSeek && file.Length > LongestFile)
            return new([], [$"{name}: is longer than {LongestFile >> 20} MiB; split it"]);
        try
        {
            using var text = new StreamReader(file, new UTF8Encoding(true, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
            using var csv = CsvReader.Create(text, Options(name, problems), leaveOpen: true);
            if (!csv.Read())
                return new([], []) { IsEmpty = true };
            if (ProjectColumns.Read(csv, name, problems) is not { } columns)
                return new([], problems);
            while (csv.Read() && problems.Count < MostProblems)
            {
                if (rows.Count % Step == 0)
                {
                    ct.ThrowIfCancellationRequested();
                    progress?.Invoke(csv.ByteOffset);
                }
                if (rows.Count == MostRows)
                {
                    problems.Add($"{name}: more than {MostRows} rows; split it");
                    break;
                }
                if (csv.ByteOffset > LongestFile)
                {
                    problems.Add($"{name}: is longer than {LongestFile >> 20} MiB; split it");
                    break;
                }
                if (columns.Row(csv, problems) is { } row)
                    rows.Add(row);
            }
        }
        catch (DecoderFallbackException)
        {
            problems.Add($"{name}: is not UTF-8; save it as \"CSV UTF-8\"");
        }
        catch (CsvFormatException e)
        {
            problems.Add($"{name}: line {e.LineNumber}: a row of more than {LongestRow >> 10} KiB; an unbalanced quote?");
        }
        if (problems.Count >= MostProblems)
            problems.Add($"{name}: more problems than these {MostProblems}");
        return new(rows, problems);
    }

    private const int LongestRow = 8 * LongestField;

    private static CsvReaderOptions Options(string name, List<string> problems) => CsvReaderOptions.Default with
    {
        Separator = ',',
        HasHeader = false,
        TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = LongestRow,
        OnMalformedRecord = bad => problems.Add($"{name}: line {bad.LineNumber}: {Reason(bad.Reason)}"),
        FormatProvider = System.Globalization.CultureInfo.InvariantCulture,
    };

    private static string Reason(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote => "a quote is opened and not closed on its line",
        _ => "a quote where none can be; write \"\" for a quote inside a quoted field",
    };
}
