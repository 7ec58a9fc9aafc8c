using System.Text;
using NodaTime;

namespace Retention.Domain.Facts;

/// <summary>What a template reads from a record's name. Null parts are absent from the template.</summary>
public sealed record TemplateMatch(ProjectId Project, CategoryName Category, Participation Participation, LocalDate? CollectedOn);

/// <summary>
/// Maps a record's name to facts, compared by whole path segments and by bytes: <c>{project}/{category}/{participant}/{*}</c>. Any other
/// segment stands for itself. A name that does not fit is nobody's guess: it is unclassified.
/// </summary>
public sealed class PathTemplate
{
    private readonly IReadOnlyList<TemplateSegment> segments;
    private readonly bool takesRest;

    private PathTemplate(string text, IReadOnlyList<TemplateSegment> segments)
    {
        Text = text;
        this.segments = segments;
        takesRest = segments[^1].Role == SegmentRole.Rest;
        ParticipantDepth = segments.Select((segment, at) => (segment.Role, Depth: at + 1)).FirstOrDefault(s => s.Role == SegmentRole.Participant) is { Depth: > 0 } s ? s.Depth : null;
    }

    /// <summary>As configured.</summary>
    public string Text { get; }

    /// <summary>
    /// How many segments lead to and include the participant's own, or null where the template has none: folders at this depth and below
    /// belong to participants and go when they are empty, those above never do.
    /// </summary>
    public int? ParticipantDepth { get; }

    /// <summary>Whether records of equal facts can have different names: the template has a <c>{participant}</c> or a <c>{*}</c>.</summary>
    public bool LeavesRoom => segments.Any(s => s.Role is SegmentRole.Participant or SegmentRole.Rest);

    /// <summary>Reads a template; what is wrong, with what to write instead, where it is not one.</summary>
    public static (PathTemplate? Template, string? Problem) Parse(string text)
    {
        var (segments, problem) = TemplateReader.Read(text);
        return problem is null ? (new PathTemplate(text, segments), null) : (null, problem);
    }

    /// <summary>The lower-case hex SHA-256 of a template's text: how the log speaks of one, for its literal segments may say anything.</summary>
    public static string DigestOf(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>What the name tells, or null where it does not fit: another depth, another literal, or a part that is no valid id.</summary>
    public TemplateMatch? Match(RecordName name)
    {
        string? project = null, category = null;
        Participation? participation = Participation.Nobody;
        LocalDate? collectedOn = null;
        var rest = name.Bytes;
        var ended = false;
        foreach (var segment in segments)
        {
            if (ended)
                return null;
            if (segment.Role == SegmentRole.Rest)
                return HasDots(rest) ? null : Found();
            var slash = rest.IndexOf((byte)'/');
            var part = slash < 0 ? rest : rest[..slash];
            ended = slash < 0;
            rest = ended ? [] : rest[(slash + 1)..];
            var fits = segment.Role switch
            {
                SegmentRole.Project => (project = SegmentReader.Id(part)) is not null,
                SegmentRole.Category => (category = SegmentReader.Id(part)) is not null,
                SegmentRole.Participant => (participation = SegmentReader.Participants(part)) is not null,
                SegmentRole.Collected => (collectedOn = SegmentReader.Date(part)) is not null,
                _ => part.SequenceEqual(segment.Literal.Span),
            };
            if (!fits)
                return null;
        }
        return ended ? Found() : null;

        TemplateMatch Found() => new(new(project!), new(category!), participation!, collectedOn);
    }

    /// <summary>
    /// The name of a record of these facts, which <see cref="Match"/> reads back; null where the template leaves no room for a word that no other record has
    /// (neither <c>{participant}</c> nor <c>{*}</c>). <paramref name="word"/> is a participant's id.
    /// </summary>
    public RecordName? Place(ProjectId project, CategoryName category, string word, LocalDate collectedOn)
    {
        if (!LeavesRoom)
            return null;
        return RecordName.FromBytes([.. segments.SelectMany((segment, at) => (byte[])[.. at == 0 ? [] : "/"u8, .. segment.Role switch
        {
            SegmentRole.Project => Encoding.UTF8.GetBytes(project.Value),
            SegmentRole.Category => Encoding.UTF8.GetBytes(category.Value),
            SegmentRole.Participant => Encoding.UTF8.GetBytes(word),
            SegmentRole.Collected => Encoding.UTF8.GetBytes(NodaTime.Text.LocalDatePattern.Iso.Format(collectedOn)),
            SegmentRole.Rest => Encoding.UTF8.GetBytes(word + ".txt"),
            _ => segment.Literal.Span,
        }])]);
    }

    // A name with a "." or ".." in it may be understood elsewhere as another one, in another project.
    private static bool HasDots(ReadOnlySpan<byte> rest)
    {
        foreach (var range in rest.Split((byte)'/'))
        {
            var part = rest[range];
            if (part.SequenceEqual("."u8) || part.SequenceEqual(".."u8))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

internal enum SegmentRole
{
    Literal,
    Project,
    Category,
    Participant,
    Collected,
    Rest,
}

internal sealed record TemplateSegment(SegmentRole Role, ReadOnlyMemory<byte> Literal);

/// <summary>Reads what the bytes of one segment stand for; null where they stand for nothing.</summary>
internal static class SegmentReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string? Id(ReadOnlySpan<byte> part) =>
        Text(part) is { } id && IdSyntax.ProblemOf(id) is null ? id : null;

    /// <summary>One participant, or several joined by '+', each once and in ordinal order.</summary>
    internal static Participation? Participants(ReadOnlySpan<byte> part)
    {
        if (Text(part) is not { } text)
            return null;
        var ids = text.Split('+');
        return Array.TrueForAll(ids, id => IdSyntax.ProblemOfParticipant(id) is null)
            ? new Participation(ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => new ParticipantId(id)).ToArray())
            : null;
    }

    internal static LocalDate? Date(ReadOnlySpan<byte> part) =>
        part.Length == 10 && Text(part) is { } text && NodaTime.Text.LocalDatePattern.Iso.Parse(text) is { Success: true } date ? date.Value : null;

    private static string? Text(ReadOnlySpan<byte> part) => System.Text.Unicode.Utf8.IsValid(part) ? Strict.GetString(part) : null;
}
