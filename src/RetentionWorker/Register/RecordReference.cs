using System.Globalization;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>A record as written on a command line: <c>store:name</c>, or the catalogue's number of it.</summary>
internal abstract record RecordReference
{
    internal sealed record ByNumber(long Number) : RecordReference;

    internal sealed record ByName(RecordAddress Address) : RecordReference;

    public static (RecordReference? Reference, string? Problem) Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (new ByNumber(number), null);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return (null, $"'{text}' is not a record; write store:name, or its number");
        if (IdSyntax.ProblemOf(text[..colon]) is { } problem)
            return (null, $"'{text[..colon]}' is not a store's name: {problem}");
        return colon == text.Length - 1
            ? (null, $"'{text}' names no record; write store:name, or its number")
            : (new ByName(new RecordAddress(new StoreName(text[..colon]), RecordName.Parse(text[(colon + 1)..]))), null);
    }

    /// <summary>The record, where the catalogue knows it.</summary>
    public RecordEntry? Find(IReadSession books) => this switch
    {
        ByNumber number => books.Records.Find(number.Number),
        ByName name => books.Records.Find(name.Address),
        _ => throw new InvalidOperationException("The family of references is closed."),
    };

    public sealed override string ToString() => this switch
    {
        ByNumber number => number.Number.ToString(CultureInfo.InvariantCulture),
        ByName name => name.Address.ToString(),
        _ => "",
    };
}
