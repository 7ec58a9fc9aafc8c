using CsvHelper;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;

namespace RetentionWorker.Register;

/// <summary>Where each column of a project register is, and what a row says by them.</summary>
internal sealed class ProjectColumns
{
    public const string Id = "project_id", Title = "title", PlannedEnd = "planned_end", End = "project_end", Event = "event", Reference = "reference", Role = "role";

    private static readonly string[] Required = [Id, PlannedEnd, End];
    private static readonly string[] All = [.. Required, Title, Event, Reference, Role];

    private readonly Dictionary<string, int> at = [];
    private readonly string name;
    private readonly int count;

    private ProjectColumns(string name, int count) => (this.name, this.count) = (name, count);

    /// <summary>Reads the header row; null where it is not one.</summary>
    public static ProjectColumns? Read(CsvReader csv, string name, List<string> problems)
    {
        var before = problems.Count;
        var heads = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToList();
        if (heads.Count == 1 && heads[0].IndexOfAny([';', '\t', '|']) is >= 0 and var mark)
        {
            problems.Add($"{name}: the columns {string.Join(", ", Required)} are not there; it seems to be separated by {(heads[0][mark] == '\t' ? "tabs" : $"'{heads[0][mark]}'")}: save it separated by commas");
            return null;
        }
        var columns = new ProjectColumns(name, heads.Count);
        for (var i = 0; i < heads.Count; i++)
        {
            if (!All.Contains(heads[i]))
                problems.Add($"{name}: line {csv.LineNumber}: '{heads[i]}' is not a column of a project register{NearestName.Hint(heads[i], All)}; columns are: {string.Join(", ", All)}");
            else if (!columns.at.TryAdd(heads[i], i))
                problems.Add($"{name}: line {csv.LineNumber}: column '{heads[i]}' is there twice; keep one");
        }
        foreach (var missing in Required.Where(r => !columns.at.ContainsKey(r)))
            problems.Add($"{name}: line {csv.LineNumber}: column '{missing}' is missing");
        return problems.Count == before ? columns : null;
    }

    /// <summary>The row, or null where something is wrong with it; all that is wrong is noted.</summary>
    public ProjectRow? Row(CsvReader csv, List<string> problems)
    {
        var line = (int)csv.LineNumber;
        var before = problems.Count;
        if (csv.FieldCount != count)
        {
            // A quote in the wrong place was noted for this line already, and explains the count.
            if (problems.Count == 0 || !problems[^1].StartsWith($"{name}: line {line}: ", StringComparison.Ordinal))
                problems.Add($"{name}: line {line}: {csv.FieldCount} fields where the header has {count}");
            return null;
        }
        for (var i = 0; i < count; i++)
        {
            if (csv.GetSpan(i).Length > ProjectFile.LongestField)
            {
                problems.Add($"{name}: line {line}: a field of more than {ProjectFile.LongestField >> 10} KiB; an unbalanced quote?");
                return null;
            }
        }
        var id = Field(csv, Id)!;
        void Problem(string column, string what) => problems.Add($"{name}: line {line}: {column}: {what}");

        if (IdSyntax.ProblemOf(id) is { } idProblem)
            Problem(Id, id.Trim() != id ? $"'{id}' has whitespace around it; ids match exactly" : $"'{id}' is not an id: {idProblem}");
        else if (ProjectRules.ProblemOfReserved(new ProjectId(id)) is { } reserved)
            Problem(Id, reserved);
        var title = Unprefixed(Field(csv, Title));
        if (ProjectRules.ProblemOfTitle(title) is { } titleProblem)
            Problem(Title, titleProblem);
        var planned = Date(Field(csv, PlannedEnd), what => Problem(PlannedEnd, what));
        EndCell end = Field(csv, End) switch
        {
            null or "" => new EndCell.Empty(),
            "never" => new EndCell.Never(),
            var date => Date(date, what => Problem(End, what)) is { } day ? new EndCell.On(day) : new EndCell.Empty(),
        };
        var endEvent = Word<ProjectEndEvent>(Field(csv, Event), what => Problem(Event, what));
        var role = Word<ProjectRole>(Field(csv, Role), what => Problem(Role, what));
        var reference = Field(csv, Reference) is { Length: > 0 } written ? written : null;
        if (ProjectRules.ProblemOfReference(reference) is { } referenceProblem)
            Problem(Reference, referenceProblem);
        if (end is EndCell.On && endEvent is null && problems.Count == before)
            Problem(Event, $"is empty; an end needs the event that closed the project: {string.Join(", ", Enum.GetValues<ProjectEndEvent>().Select(AuditWord.Of))}");
        if (end is not EndCell.On && (endEvent is not null || reference is not null) && problems.Count == before)
            Problem(End, "is empty, but the row names the event or the reference of an end");
        return problems.Count == before ? new ProjectRow(line, new ProjectId(id), title, planned, end, endEvent, reference, role) : null;
    }

    private string? Field(CsvReader csv, string column) => at.TryGetValue(column, out var index) ? csv.GetString(index) : null;

    private static LocalDate? Date(string? text, Action<string> problem)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var (date, what) = CivilDate.Parse(text);
        if (what is not null)
            problem(what);
        return date;
    }

    private static T? Word<T>(string? text, Action<string> problem)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
            return null;
        foreach (var known in Enum.GetValues<T>())
        {
            if (AuditWord.Of(known) == text)
                return known;
        }
        var words = Enum.GetValues<T>().Select(AuditWord.Of).ToList();
        problem($"'{text}' is none of: {string.Join(", ", words)}{NearestName.Hint(text, words)}");
        return null;
    }

    /// <summary>An export puts an apostrophe before what a spreadsheet would run; reading it back takes it away again.</summary>
    private static string? Unprefixed(string? title) => title switch
    {
        null or "" => null,
        ['\'', '=' or '+' or '-' or '@' or '\t' or '\r', ..] => title[1..],
        _ => title,
    };
}
