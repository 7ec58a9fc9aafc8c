using System.CommandLine;

namespace RetentionWorker.Cli;

/// <summary>
/// One verb of the command. A verb reads its options, asks a room and shows what the room answered; it decides nothing. Every verb carries
/// an example, which its help shows.
/// </summary>
internal abstract class Verb : Command
{
    protected Verb(string name, string description, string example)
        : base(name, description)
    {
        Example = example;
        SetAction((given, ct) => InvokeAsync(given, ct));
    }

    public string Example { get; }

    /// <summary>The formats that it answers in; more than these two only where it says so.</summary>
    public virtual IReadOnlyList<OutputFormat> Formats => [OutputFormat.Text, OutputFormat.Json];

    /// <summary>Does what was asked and returns the exit code; a fault is thrown, and mapped by the entrance.</summary>
    protected abstract Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct);

    private async Task<int> InvokeAsync(ParseResult given, CancellationToken ct)
    {
        var asked = new VerbContext(given);
        return (int)await AnswerAsync(asked, ct);
    }
}

/// <summary>A group of verbs (<c>project add</c>, <c>project end</c>, …); says nothing by itself.</summary>
internal sealed class VerbGroup : Command
{
    public VerbGroup(string name, string description, params IEnumerable<Command> verbs)
        : base(name, description)
    {
        foreach (var verb in verbs)
            Add(verb);
    }
}
