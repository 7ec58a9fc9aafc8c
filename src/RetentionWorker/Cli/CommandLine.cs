using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using Retention.Domain.Facts;

namespace RetentionWorker.Cli;

/// <summary>
/// The command <c>retention</c>: its global options, its verbs, and the way from arguments to an exit code. Usage errors go to standard
/// error with code 64 (the parser's own habit is help on standard output and code 1).
/// </summary>
internal sealed class CommandLine : RootCommand, IAsyncDisposable
{
    // Of each line its own: an option remembers every command that it was added to, and the daemon makes a line for each request.
    private readonly Option<string?> data = new("--data")
    {
        Description = "The data directory (else RETENTION__DATA, else ./retention-data)", HelpName = "DIR", Recursive = true,
    };

    private readonly Option<string?> config = new("--config")
    {
        Description = "The configuration file (else ./retention.json where it exists)", HelpName = "FILE", Recursive = true,
    };

    private readonly Option<string?> via = new("--via")
    {
        Description = "Ask the daemon that listens at this control socket, as yourself (else RETENTION__VIA)", HelpName = "SOCKET", Recursive = true,
    };

    private readonly Option<string> format = new("--output")
    {
        Description = "text for people; json: one object, or one per line for lists", HelpName = "text|json", Recursive = true,
        DefaultValueFactory = _ => Words.Of(OutputFormat.Text),
    };

    private readonly Option<bool> verbose = new("--verbose")
    {
        Description = "Show the configuration in force and where each value came from, on standard error", Recursive = true,
    };

    private readonly IRoomsOpener opener;
    private readonly TextWriter output;
    private readonly TextWriter errors;
    private IRooms? rooms;

    public CommandLine(IRoomsOpener opener, TextWriter output, TextWriter errors, IEnumerable<Command> verbs)
        : base("Erases personal data of research projects on time, keeps what must stay, and proves both.")
    {
        (this.opener, this.output, this.errors) = (opener, output, errors);
        Directives.Clear();
        Directives.Add(new SuggestDirective());
        foreach (var option in new Option[] { data, config, via, format, verbose })
            Add(option);
        foreach (var verb in verbs)
            Add(verb);
        var help = Options.OfType<HelpOption>().Single();
        help.Action = new VerbHelp((HelpAction)help.Action!);
    }

    /// <summary>Where long work is shown; null where nobody would see it.</summary>
    public Screen? Screen { get; init; }

    /// <summary>Where a person answers questions; null where nobody can be asked.</summary>
    public TextReader? Person { get; init; }

    /// <summary>What relative paths on the command line are relative to.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>The verb that was last asked for, as typed without the program's name.</summary>
    public string Asked { get; private set; } = "";

    private bool IsServed { get; init; }

    /// <summary>The command with every verb, for those who do not speak of verbs.</summary>
    public static CommandLine Whole(
        IRoomsOpener opener, TextWriter output, TextWriter errors, Func<CancellationToken, Task<ExitCode>> quickstart, Screen? screen, TextReader? person, string workingDirectory) =>
        new(opener, output, errors, Verbs.All(quickstart)) { Screen = screen, Person = person, WorkingDirectory = workingDirectory };

    /// <summary>The command as a peer of the daemon's control socket may use it: few verbs, no path, nobody to ask.</summary>
    public static CommandLine Served(IRoomsOpener opener, TextWriter output, TextWriter errors)
    {
        var line = new CommandLine(opener, output, errors, Verbs.All(_ => Task.FromResult(ExitCode.NotPermitted))) { IsServed = true, WorkingDirectory = "/" };
        line.Directives.Clear();
        return line;
    }

    public static CommandLine Of(ParseResult given) => (CommandLine)given.RootCommandResult.Command;

    public async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        if (Secrets.ProblemOf(arguments) is { } secret)
            return new Answer(output, errors, OutputFormat.Text).Stop(ExitCode.Usage, secret);
        // No response files: an id may start with '@'.
        var given = this.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        Asked = ServedVerbs.NameOf(given);
        if (IsServed && ServedVerbs.RefusalOf(given, [data, config, via, verbose]) is { } refusal)
            return new Answer(output, errors, OutputFormat.Text).Stop(ExitCode.NotPermitted, refusal);
        if ((given.Action is not { ClearsParseErrors: true } || UsageErrors.IsOfUnknownVerb(given)) && UsageErrors.Of(given) is { Count: > 0 } problems)
        {
            var answer = new Answer(output, errors, OutputFormat.Text);
            foreach (var problem in problems)
                answer.Stop(ExitCode.Usage, problem);
            answer.Note($"see: {UsageErrors.PathOf(given)} --help");
            return ExitCode.Usage;
        }
        if (given.Action is not { ClearsParseErrors: true } && ProblemOfFormat(given) is { } unknown)
            return new Answer(output, errors, OutputFormat.Text).Stop(ExitCode.Usage, unknown);
        return (ExitCode)await given.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, ct);
    }

    public Answer AnswerFor(ParseResult given) => new(output, errors, Enum.GetValues<OutputFormat>().First(f => Words.Of(f) == given.GetValue(format)));

    public IRooms RoomsFor(ParseResult given) =>
        rooms ??= opener.Open(new GlobalGiven(given.GetValue(data), given.GetValue(config), given.GetValue(verbose)));

    private string? ProblemOfFormat(ParseResult given)
    {
        var words = ((given.CommandResult.Command as Verb)?.Formats ?? [OutputFormat.Text]).Select(Words.Of).ToList();
        var word = given.GetValue(format) ?? "";
        return words.Contains(word) ? null : $"--output '{word}' is none of: {string.Join(", ", words)}{NearestName.Hint(word, words)}";
    }

    public async ValueTask DisposeAsync()
    {
        if (rooms is not null)
            await rooms.DisposeAsync();
    }
}
