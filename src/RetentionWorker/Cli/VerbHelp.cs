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
        if (parseResult.CommandResult.Command is Verb verb)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Example:");
            foreach (var line in verb.Example.Split('\n'))
                output.WriteLine("  " + line);
        }
        return (int)ExitCode.Done;
    }
}
