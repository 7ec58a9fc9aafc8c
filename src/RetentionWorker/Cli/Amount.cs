using System.Globalization;

namespace RetentionWorker.Cli;

/// <summary>So many of something, in words for people: <c>1 record</c>, <c>2 records</c>.</summary>
internal static class Amount
{
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>With the verb: <c>1 record is</c>, <c>2 records are</c>.</summary>
    public static string Are(long count, string noun) => $"{Of(count, noun)} {(count == 1 ? "is" : "are")}";

    /// <summary>With the verb: <c>1 record was</c>, <c>2 records were</c>.</summary>
    public static string Were(long count, string noun) => $"{Of(count, noun)} {(count == 1 ? "was" : "were")}";
}
