namespace Retention.Domain.Facts;

/// <summary>What a template reads from a record's name. Null parts are absent from the template.</summary>
public sealed record TemplateMatch(ProjectId Project, CategoryName Category, Participation Participation, NodaTime.LocalDate? CollectedOn);

/// <summary>Maps a record's name to facts, compared by path segment: <c>{project}/{category}/{participant}/{*}</c>.</summary>
public sealed class PathTemplate
{
    private PathTemplate(string text) => Text = text;

    /// <summary>As configured.</summary>
    public string Text { get; }

    /// <summary>Reads a template; the problem where it is not one.</summary>
    public static (PathTemplate? Template, string? Problem) Parse(string text) => (new PathTemplate(text), null);

    /// <summary>What the name tells, or null where it does not fit.</summary>
    public TemplateMatch? Match(RecordName name) => null;
}
