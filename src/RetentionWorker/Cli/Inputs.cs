using System.CommandLine;
using System.CommandLine.Parsing;
using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

/// <summary>The options and arguments that several verbs share, each checked as it is read.</summary>
internal static class Inputs
{
    public static Option<ProjectId> Project() => new("--project")
    {
        Description = "The project, exactly as recorded", HelpName = "P", Required = true,
        CustomParser = given => new ProjectId(Checked(given, ProblemOfProject)),
    };

    /// <param name="orItsOwn">Whether the program's own project, of its canaries, may be asked for too.</param>
    public static Option<ProjectId?> AnyProject(bool orItsOwn = false) => new("--project")
    {
        Description = "One project; without it, all", HelpName = "P",
        CustomParser = given => new ProjectId(Checked(given, orItsOwn ? IdSyntax.ProblemOf : ProblemOfProject)),
    };

    public static ProjectId ParseProject(ArgumentResult given) => new(Checked(given, IdSyntax.ProblemOf));

    public static Argument<ProjectId> ProjectArgument() => new("ID")
    {
        Description = "The project's id",
        CustomParser = given => new ProjectId(Checked(given, ProblemOfProject)),
    };

    public static Option<ParticipantId?> Participant(bool required = false) => new("--participant")
    {
        Description = "The participant's pseudonymous id, exactly as in the stores", HelpName = "X", Required = required,
        CustomParser = given => new ParticipantId(Checked(given, IdSyntax.ProblemOfParticipant)),
    };

    public static Option<CategoryName?> Category() => new("--category")
    {
        Description = "One category of personal data; without it, all", HelpName = "C",
        CustomParser = given => new CategoryName(Checked(given, IdSyntax.ProblemOf)),
    };

    public static Option<CategoryName[]> Categories(string name, string description) => new(name)
    {
        Description = description, HelpName = "CATEGORY", AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.OneOrMore,
        CustomParser = given => [.. given.Tokens.Select(t => new CategoryName(Checked(given, t.Value, IdSyntax.ProblemOf)))],
    };

    public static Option<RecipientId> Recipient() => new("--recipient")
    {
        Description = "A code of the organisation, never a person's name: it goes on the audit log", HelpName = "R", Required = true,
        CustomParser = given => new RecipientId(Checked(given, IdSyntax.ProblemOf)),
    };

    public static Argument<StoreName> StoreArgument() => new("NAME")
    {
        Description = "The store's name in the configuration", CustomParser = given => new StoreName(Checked(given, IdSyntax.ProblemOf)),
    };

    public static Argument<StoreName?> AnyStoreArgument() => new("NAME")
    {
        Description = "One store; without it, all", Arity = ArgumentArity.ZeroOrOne,
        CustomParser = given => given.Tokens.Count == 0 ? null : new StoreName(Checked(given, IdSyntax.ProblemOf)),
    };

    public static Option<StoreName?> Store() => new("--store")
    {
        Description = "One store; without it, all", HelpName = "NAME", CustomParser = given => new StoreName(Checked(given, IdSyntax.ProblemOf)),
    };

    public static Option<RecordReference?> RecordOrNumber() => new("--record")
    {
        Description = "One record: store:name, or its number", HelpName = "R", CustomParser = ParseReference,
    };

    public static Argument<RecordReference> RecordArgument() => new("RECORD")
    {
        Description = "store:name, or the record's number", CustomParser = given => ParseReference(given)!,
    };

    public static Option<LocalDate> Date(string name, string description) => new(name)
    {
        Description = description, HelpName = "DATE", Required = true, CustomParser = ParseDate,
    };

    /// <summary>As <see cref="Date"/>, and need not be given: ask <see cref="VerbContext.Was"/>.</summary>
    public static Option<LocalDate> AnyDate(string name, string description) => new(name) { Description = description, HelpName = "DATE", CustomParser = ParseDate };

    /// <summary>A word in the syntax of ids.</summary>
    public static Option<string?> Token(string name, string description) => new(name)
    {
        Description = description, HelpName = "WORD", CustomParser = given => Checked(given, IdSyntax.ProblemOf),
    };

    public static Option<RecordAddress?> Record() => new("--record")
    {
        Description = "One record, as store:name", HelpName = "R", CustomParser = ParseRecord,
    };

    /// <summary>As <see cref="Record"/>, of a record that the catalogue need not know.</summary>
    public static Option<RecordAddress?> Locator() => new("--locator")
    {
        Description = "The record's name, as store:name; the catalogue need not know it any more", HelpName = "NAME", CustomParser = ParseRecord,
    };

    public static Option<T> Word<T>(string name, string description)
        where T : struct, Enum => new(name)
        {
            Description = $"{description}: {string.Join(" | ", Words.All<T>())}", HelpName = "WORD", Required = true, CustomParser = Words.Parse<T>,
        };

    /// <summary>As <see cref="Word"/>, and need not be given: ask <see cref="VerbContext.Was"/>.</summary>
    public static Option<T> AnyWord<T>(string name, string description)
        where T : struct, Enum => new(name)
        {
            Description = $"{description}: {string.Join(" | ", Words.All<T>())}", HelpName = "WORD", CustomParser = Words.Parse<T>,
        };

    public static Argument<long> Number(string name, string description) => new(name) { Description = description, CustomParser = ParseNumber };

    public static string NameOf(ArgumentResult given) => given.Parent is OptionResult option ? option.Option.Name : given.Argument.Name;

    private static string? ProblemOfProject(string? id) => IdSyntax.ProblemOf(id) ?? (id == CanaryRules.Project.Value ? "it is the program's own, for its canaries (retention canary list)" : null);

    private static string Checked(ArgumentResult given, Func<string?, string?> problemOf) => Checked(given, given.Tokens.Count == 1 ? given.Tokens[0].Value : "", problemOf);

    private static string Checked(ArgumentResult given, string value, Func<string?, string?> problemOf)
    {
        if (problemOf(value) is { } problem)
            given.AddError($"{NameOf(given)} '{value}' is not an id: {problem}");
        return value;
    }

    private static RecordAddress? ParseRecord(ArgumentResult given)
    {
        var value = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && colon < value.Length - 1 && IdSyntax.ProblemOf(value[..colon]) is null)
            return new(new StoreName(value[..colon]), RecordName.Parse(value[(colon + 1)..]));
        given.AddError($"{NameOf(given)} '{value}' is not a record: write store:name, as plan and explain show it");
        return null;
    }

    private static LocalDate ParseDate(ArgumentResult given)
    {
        var (date, problem) = CivilDate.Parse(given.Tokens.Count == 1 ? given.Tokens[0].Value : "");
        if (problem is not null)
            given.AddError($"{NameOf(given)}: {problem}");
        return date ?? default;
    }

    private static RecordReference? ParseReference(ArgumentResult given)
    {
        var (reference, problem) = RecordReference.Parse(given.Tokens.Count == 1 ? given.Tokens[0].Value : "");
        if (problem is not null)
            given.AddError($"{NameOf(given)}: {problem}");
        return reference;
    }

    /// <summary>The index of an entry of the log, from 0.</summary>
    public static long? ParseIndex(ArgumentResult given)
    {
        var value = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        if (long.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index))
            return index;
        given.AddError($"{NameOf(given)} '{value}' is not the index of an entry");
        return null;
    }

    private static long ParseNumber(ArgumentResult given)
    {
        var value = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        if (long.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0)
            return number;
        given.AddError($"{NameOf(given)} '{value}' is not a number");
        return 0;
    }
}
