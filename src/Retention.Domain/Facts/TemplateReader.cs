using System.Text;

namespace Retention.Domain.Facts;

/// <summary>Reads a path template into its segments, or says what is wrong with it.</summary>
internal static class TemplateReader
{
    private const string Example = "{project}/{category}/{participant}/{*}";

    private static readonly Dictionary<string, SegmentRole> Placeholders = new(StringComparer.Ordinal)
    {
        ["{project}"] = SegmentRole.Project,
        ["{category}"] = SegmentRole.Category,
        ["{participant}"] = SegmentRole.Participant,
        ["{collected}"] = SegmentRole.Collected,
        ["{*}"] = SegmentRole.Rest,
    };

    internal static (IReadOnlyList<TemplateSegment> Segments, string? Problem) Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return ([], $"the template is empty; write for example {Example}");
        if (text.StartsWith('/') || text.Contains(":/", StringComparison.Ordinal))
            return ([], "the template is an absolute path; write it relative to the store's root");
        if (text.Contains('\\'))
            return ([], "the template holds a backslash; separate segments by '/'");
        var parts = text.Split('/');
        var problem = parts.Select(ProblemOf).FirstOrDefault(p => p is not null) ?? ProblemOfWhole(parts);
        return problem is null ? ([.. parts.Select(Segment)], null) : ([], problem);
    }

    private static string? ProblemOf(string part)
    {
        if (part.Length == 0)
            return "the template has an empty segment; remove the extra '/'";
        if (part is "." or "..")
            return $"the template holds the segment \"{part}\"; name folders below the store's root only";
        if (part.Any(char.IsControl))
            return "the template holds a control character; remove it";
        if (Placeholders.ContainsKey(part) || !part.AsSpan().ContainsAny('{', '}', '*'))
            return null;
        return part.StartsWith('{') && part.IndexOf('}', StringComparison.Ordinal) == part.Length - 1
            ? $"the template holds the unknown placeholder {part}{NearestName.Hint(part, Placeholders.Keys)}; known are {string.Join(", ", Placeholders.Keys)}"
            : $"the segment \"{part}\" mixes text with a placeholder; a placeholder is a whole segment";
    }

    private static string? ProblemOfWhole(string[] parts)
    {
        if (parts.Where(Placeholders.ContainsKey).GroupBy(p => p, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            return $"the template holds {twice.Key} more than once; name it once";
        if (!parts.Contains("{project}"))
            return $"the template has no {{project}}; a record that names no project is never erased: write for example {Example}";
        if (!parts.Contains("{category}"))
            return $"the template has no {{category}}; rules apply by category: write for example {Example}";
        return Array.IndexOf(parts, "{*}") is var rest && rest >= 0 && rest < parts.Length - 1
            ? "{*} stands for all remaining segments; write it last"
            : null;
    }

    private static TemplateSegment Segment(string part) =>
        Placeholders.TryGetValue(part, out var role) ? new(role, default) : new(SegmentRole.Literal, Encoding.UTF8.GetBytes(part));
}
