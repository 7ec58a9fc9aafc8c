using System.CommandLine;
using System.CommandLine.Parsing;
using Retention.Domain.Facts;

namespace RetentionWorker.Cli;

/// <summary>What is wrong with a command line, in the words of this program: one message per mistake, the mistake that explains the others first and alone.</summary>
internal static class UsageErrors
{
    public static IReadOnlyList<string> Of(ParseResult given)
    {
        var command = given.CommandResult.Command;
        if (Unknown(given, command) is { } unknown)
            return [unknown];
        var empty = Empty(given.CommandResult).ToList();
        if (empty.Count > 0)
            return empty;
        if (command is not Verb)
        {
            var verbs = string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
            return [$"'{PathOf(given)}' needs a verb: {verbs}"];
        }
        return given.Errors.Select(Reworded).Distinct().ToList();
    }

    /// <summary>Whether a word stands where a verb belongs and is none: then there is no help to give.</summary>
    public static bool IsOfUnknownVerb(ParseResult given) => given.CommandResult.Command is not Verb && given.UnmatchedTokens.Any(t => !t.StartsWith('-'));

    /// <summary>The verb as typed: <c>retention project add</c>.</summary>
    public static string PathOf(ParseResult given)
    {
        var names = new List<string>();
        for (SymbolResult? at = given.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command })
                names.Insert(0, command is RootCommand ? "retention" : command.Name);
        }
        return string.Join(' ', names);
    }

    private static string? Unknown(ParseResult given, Command command)
    {
        // An unknown option leaves its value unmatched too: the option is the mistake.
        var token = given.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-')) ?? given.UnmatchedTokens.FirstOrDefault();
        if (token is null)
            return null;
        if (token.StartsWith('-'))
        {
            var name = token.Split('=', ':')[0];
            return $"unknown option '{name}'{NearestName.Hint(name, OptionsOf(given.CommandResult).Select(o => o.Name))}";
        }
        return command is Verb
            ? $"unexpected argument '{token}'"
            : $"unknown verb '{token}'{NearestName.Hint(token, command.Subcommands.Select(c => c.Name))}";
    }

    private static IEnumerable<Option> OptionsOf(CommandResult command)
    {
        for (SymbolResult? at = command; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var c })
            {
                foreach (var option in c.Options.Where(o => (o.Recursive || at == command) && !o.Hidden))
                    yield return option;
            }
        }
    }

    private static IEnumerable<string> Empty(CommandResult command)
    {
        for (SymbolResult? at = command; at is CommandResult result; at = at.Parent)
        {
            foreach (var child in result.Children)
            {
                if (child is (OptionResult { Implicit: false } or ArgumentResult) && child.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                    yield return $"{NameOf(child)} is empty: give it a value (an unset shell variable?)";
            }
        }
    }

    private static string Reworded(ParseError error) => error.SymbolResult switch
    {
        OptionResult { IdentifierTokenCount: > 1 } option when option.Option.Arity.MaximumNumberOfValues == 1 && option.Tokens.Count > 1 =>
            $"{option.Option.Name} was given {option.IdentifierTokenCount} times: give it once",
        OptionResult { IdentifierTokenCount: 0 } option =>
            $"{option.Option.Name} is missing{(option.Option.HelpName is { } help ? $": {option.Option.Name} {help}" : "")}",
        OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value",
        ArgumentResult { Tokens.Count: 0 } argument => $"{NameOf(argument)} is missing",
        CommandResult result when result.Command.Options.FirstOrDefault(o => o.Required && error.Message.Contains($"'{o.Name}'", StringComparison.Ordinal)) is { } missing =>
            $"{missing.Name} is missing{(missing.HelpName is { } help ? $": {missing.Name} {help}" : "")}",
        CommandResult result when result.Command.Arguments.FirstOrDefault(a => result.GetResult(a) is null or { Tokens.Count: 0 } && a.Arity.MinimumNumberOfValues > 0) is { } missing =>
            $"{missing.Name} is missing",
        _ => error.Message,
    };

    private static string NameOf(SymbolResult result) => result switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult argument => argument.Parent is OptionResult of ? of.Option.Name : argument.Argument.Name,
        _ => "the command",
    };
}
