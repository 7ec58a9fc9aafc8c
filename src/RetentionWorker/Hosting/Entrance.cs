using System.Collections;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Hosting.Control;
using RetentionWorker.Hosting.Quickstart;

namespace RetentionWorker.Hosting;

/// <summary>What the process stands in: its streams, its variables, its directory and its clock.</summary>
internal sealed record Surroundings(
    TextWriter Output, TextWriter Errors, IReadOnlyDictionary<string, string> Variables, string WorkingDirectory, IClock Clock)
{
    /// <summary>Where long work is shown; null where nobody would see it.</summary>
    public Screen? Screen { get; init; }

    /// <summary>Where a person answers questions; null where nobody can be asked.</summary>
    public TextReader? Person { get; init; }

    public static Surroundings OfProcess()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string)(v.Value ?? ""));
        return new(Console.Out, Console.Error, variables, Environment.CurrentDirectory, SystemClock.Instance)
        {
            Screen = Screen.Of(Console.Error, !Console.IsErrorRedirected, variables),
            Person = Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.In,
        };
    }
}

/// <summary>From arguments to an exit code; every fault ends here, in one message.</summary>
internal static class Entrance
{
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, Surroundings around, CancellationToken interrupted)
    {
        try
        {
            if (ViaOption.Take(arguments, around.Variables) is var (socket, rest))
                return await ControlClient.AskAsync(Path.GetFullPath(socket, around.WorkingDirectory), rest, around, interrupted);
        }
        catch (Exception fault)
        {
            return FaultReport.Write(fault, interrupted.IsCancellationRequested, around.Errors);
        }
        await using var line = CommandLine.Whole(
            new Composition(around), around.Output, around.Errors, ct => QuickstartPlay.RunAsync(around, ct), around.Screen, around.Person, around.WorkingDirectory);
        try
        {
            return await line.RunAsync(arguments, interrupted);
        }
        catch (Exception fault)
        {
            return FaultReport.Write(fault, interrupted.IsCancellationRequested, around.Errors);
        }
    }
}
