using System.CommandLine.Parsing;
using System.Text.Json;
using Retention.Domain.Facts;

namespace RetentionWorker.Cli;

/// <summary>Closed lists of words on the command line, in kebab-case: <c>report-accepted</c>.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of).ToList();

    /// <summary>Exactly one of the words, in lower case; else an error that lists them.</summary>
    public static T Parse<T>(ArgumentResult given)
        where T : struct, Enum
    {
        var word = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == word)
                return value;
        }
        var option = given.Parent is OptionResult parent ? parent.Option.Name : given.Argument.Name;
        given.AddError($"{option} '{word}' is none of: {string.Join(", ", All<T>())}{NearestName.Hint(word, All<T>())}");
        return default;
    }

    /// <summary>Exactly one of the given words; else an error that lists them.</summary>
    public static string? OneOf(ArgumentResult given, IReadOnlyList<string> words)
    {
        var word = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        if (words.Contains(word))
            return word;
        given.AddError($"{Inputs.NameOf(given)} '{word}' is none of: {string.Join(", ", words)}{NearestName.Hint(word, words)}");
        return null;
    }
}
