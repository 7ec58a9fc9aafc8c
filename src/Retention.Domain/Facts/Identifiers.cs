namespace Retention.Domain.Facts;

/// <summary>
/// The syntax shared by the ids of projects, categories, stores and rules: 1 to 64 ASCII letters, digits, '.', '_' or '-',
/// starting with a letter or digit. Ids match exactly, byte for byte: case, whitespace and Unicode forms are never folded.
/// </summary>
public static class IdSyntax
{
    /// <summary>The longest id, in characters (inclusive).</summary>
    public const int LongestId = 64;

    /// <summary>The longest participant id, in characters (inclusive).</summary>
    public const int LongestParticipantId = 128;

    /// <summary>What is wrong with the id, or null where it is well formed.</summary>
    public static string? ProblemOf(string? id)
    {
        if (string.IsNullOrEmpty(id))
            return "it is empty";
        if (id.Length > LongestId)
            return $"it is longer than {LongestId} characters";
        if (!char.IsAsciiLetterOrDigit(id[0]))
            return "it must start with an ASCII letter or digit";
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return "it may hold ASCII letters, digits, '.', '_' and '-' only";
        }
        return null;
    }

    /// <summary>What is wrong with the participant's id, or null. Printable, no '/', no '+' (it joins several), no whitespace at the ends.</summary>
    public static string? ProblemOfParticipant(string? id)
    {
        if (string.IsNullOrEmpty(id))
            return "it is empty";
        if (id.Length > LongestParticipantId)
            return $"it is longer than {LongestParticipantId} characters";
        if (char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1]))
            return "it starts or ends with whitespace";
        if (id is "*" or "**" or "." or "..")
            return "it would stand for more than one participant";
        foreach (var c in id)
        {
            if (char.IsControl(c) || c is '/' or '\\' or '+' or '\uFFFD' || char.IsSurrogate(c))
                return "it holds a control character, '/', '\\', '+' or a character outside the basic plane";
        }
        return null;
    }
}

/// <summary>The id of a project: a study with one lifetime.</summary>
public readonly record struct ProjectId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The pseudonymous id of a person in one project. Personal data: never in a log line, only as a commitment on the audit log.</summary>
public readonly record struct ParticipantId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A category of personal data (UK GDPR Art. 30(1)(c); a cluster of PII in ISO/IEC 27555).</summary>
public readonly record struct CategoryName(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The configured name of a store.</summary>
public readonly record struct StoreName(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The id of a rule in the retention schedule.</summary>
public readonly record struct RuleId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
