using System.CommandLine;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>The rooms of one installation, opened by the composition root.</summary>
internal interface IRooms : IAsyncDisposable
{
    T Get<T>()
        where T : notnull;
}

/// <summary>Opens an installation: reads and checks its configuration, opens its catalogue. Throws what <c>Hosting</c> knows how to report.</summary>
internal interface IRoomsOpener
{
    IRooms Open(GlobalGiven given);
}

/// <summary>The options that every verb has.</summary>
internal sealed record GlobalGiven(string? Data, string? Config, bool Verbose);

/// <summary>One invocation of a verb: what was given, where the answer goes, and the rooms (opened when first asked for).</summary>
internal sealed class VerbContext(ParseResult given)
{
    private readonly CommandLine line = CommandLine.Of(given);

    public Answer Answer => line.AnswerFor(given);

    /// <summary>Standard input and error are terminals: a person can be asked.</summary>
    public bool CanAsk => line.Person is not null;

    /// <summary>Does long work, and shows on the screen what it is at; the work gets no line where nobody would see it.</summary>
    public Task<T> ShowAsync<T>(string first, Func<StageLine?, Task<T>> work) => line.Screen is { } screen ? screen.ShowAsync(first, work) : work(null);

    /// <summary>As <see cref="ShowAsync"/>, for work that is, or has in it, a run.</summary>
    public Task<T> ShowRunAsync<T>(string first, Func<StageLine?, Task<T>> work)
    {
        // Opened before anything is drawn: the rooms may have something to say.
        var relay = Room<ProgressRelay>();
        return ShowAsync(first, async shown =>
        {
            using (shown is null ? null : relay.To(new RunWatch(shown)))
                return await work(shown);
        });
    }

    /// <summary>Asks on standard error; only the whole word <c>yes</c> is a yes.</summary>
    public bool Ask(string question)
    {
        Answer.Note($"{question} Type yes to go on:");
        return line.Person?.ReadLine()?.Trim() == "yes";
    }

    public T Get<T>(Option<T> option) => given.GetValue(option)!;

    public T Get<T>(Argument<T> argument) => given.GetValue(argument)!;

    /// <summary>Whether the option was written on the command line.</summary>
    public bool Was(Option option) => given.GetResult(option) is { Implicit: false };

    /// <summary>A path as given, made absolute.</summary>
    public string PathOf(string given) => Path.GetFullPath(given, line.WorkingDirectory);

    public T Room<T>()
        where T : notnull => line.RoomsFor(given).Get<T>();
}
