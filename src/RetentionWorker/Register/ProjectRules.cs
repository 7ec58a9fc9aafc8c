using Retention.Domain.Canaries;
using Retention.Domain.Facts;

namespace RetentionWorker.Register;

/// <summary>What the facts of a project look like, wherever they come from.</summary>
internal static class ProjectRules
{
    public const int LongestTitle = 300;

    /// <summary>A known id that differs only in case: never the same project, always a reason to stop.</summary>
    public static ProjectId? Twin(ProjectId id, IEnumerable<ProjectId> known)
    {
        foreach (var other in known)
        {
            if (other != id && string.Equals(other.Value, id.Value, StringComparison.OrdinalIgnoreCase))
                return other;
        }
        return null;
    }

    /// <summary>An id that the program keeps for itself, or null.</summary>
    public static string? ProblemOfReserved(ProjectId id) =>
        string.Equals(id.Value, CanaryRules.Project.Value, StringComparison.OrdinalIgnoreCase) ? $"project id '{id}' is the program's own, for its canaries (docs/proof-of-life.md)" : null;

    public static string? ProblemOfTitle(string? title) =>
        title is { Length: > LongestTitle } ? $"it is longer than {LongestTitle} characters"
        : title?.Any(c => char.IsControl(c) && c != '\t') == true ? "it holds a control character, such as a line break; an export of it could not be read again"
        : null;

    /// <summary>References go on the log, so there is no room for free text.</summary>
    public static string? ProblemOfReference(string? reference) =>
        reference is null || (reference.Length is > 0 and <= 40 && reference.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '/' or '-'))
            ? null
            : $"'{reference}' is not 1 to 40 of A-Z, 0-9, '/' and '-'";
}
