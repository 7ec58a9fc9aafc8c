using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RetentionWorker.Cli;

/// <summary>The parser's own help, and the verb's example below it.</summary>
internal sealed class VerbHelp(HelpAction inner) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        inner.Invoke(parseResult);
        if (ExampleOf(parseResult.CommandResult.Command) is { } example)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Example:");
            foreach (var line in example.Split('\n'))
                output.WriteLine("  " + line);
        }
        return (int)ExitCode.Done;
    }

    /// <summary>A group says nothing by itself: its example is that of its first verb.</summary>
    private static string? ExampleOf(Command command) => command is Verb verb ? verb.Example : command is VerbGroup ? command.Subcommands.OfType<Verb>().FirstOrDefault()?.Example : null;
}
