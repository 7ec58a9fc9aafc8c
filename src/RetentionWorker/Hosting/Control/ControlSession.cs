using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RetentionWorker.Cli;
using RetentionWorker.Jobs;
using RetentionWorker.Register;

namespace RetentionWorker.Hosting.Control;

/// <summary>One connection: who it is, what they want, the verb, its answer.</summary>
internal sealed class ControlSession(Func<uint, Actor> actorOf, Func<Actor, IRooms> rooms, Turns turns, ILogger log)
{
    /// <summary>The longest that a session may take, with everything: a peer that reads slowly keeps a view of the catalogue open.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public async Task ServeAsync(Socket connection, CancellationToken stopping)
    {
        var peer = Peer.Of(connection);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        ending.CancelAfter(Longest);
        if (await RequestLine.ReadAsync(connection, ending.Token) is not { } arguments)
        {
            Refuse(connection, ExitCode.Usage, $"a request is one line of JSON of at most {Wire.LongestRequest} bytes, sent within {RequestLine.Within.TotalSeconds:0} seconds");
            return;
        }
        if (!peer.IsSomebody)
        {
            Refuse(connection, ExitCode.NotPermitted, "the daemon cannot tell who you are: to its user namespace you are nobody (docs/control-socket.md)");
            return;
        }
        _ = LeaveWithAsync(connection, ending);
        using var turn = await turns.TakeAsync(peer.User, ending.Token);
        // On a thread of its own: verbs and sockets block, and the pool's few threads are for erasing.
        await Task.Factory.StartNew(
            () => Answer(connection, peer, arguments, stopping, ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Says no without having read anything of what was asked.</summary>
    public static void Refuse(Socket connection, ExitCode code, string why)
    {
        var answer = new AnswerStream(connection);
        new Answer(answer.Output, answer.Errors, OutputFormat.Text).Stop(code, why);
        answer.End(code);
    }

    private void Answer(Socket connection, Peer peer, IReadOnlyList<string> arguments, CancellationToken stopping, CancellationToken ending)
    {
        var answer = new AnswerStream(connection);
        var verb = "?";
        ExitCode code;
        string actor = "?";
        try
        {
            var who = actorOf(peer.User);
            actor = who.Id;
            (code, verb) = Ask(new OpenerFor(() => rooms(who)), answer, arguments, ending);
        }
        catch (PeerGone)
        {
            throw;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            code = new Answer(answer.Output, answer.Errors, OutputFormat.Text).Stop(ExitCode.Unavailable, "the daemon stops");
        }
        catch (Exception fault)
        {
            code = FaultReport.Write(fault, ending.IsCancellationRequested, answer.Errors);
            if (code == ExitCode.Failed)
                log.AnswerFailed(Fault.NameOf(fault), fault);
        }
        log.Answered(verb, (int)code, actor);
        answer.End(code);
    }

    private static (ExitCode Code, string Verb) Ask(IRoomsOpener opener, AnswerStream answer, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var line = CommandLine.Served(opener, answer.Output, answer.Errors);
        try
        {
            var code = line.RunAsync(arguments, ct).GetAwaiter().GetResult();
            return (code, ServedVerbs.All.Contains(line.Asked) ? line.Asked : "another verb");
        }
        finally
        {
            line.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static async Task LeaveWithAsync(Socket connection, CancellationTokenSource ending)
    {
        await RequestLine.UntilGoneAsync(connection, ending.Token);
        try
        {
            await ending.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The session was over first.
        }
    }

    private sealed class OpenerFor(Func<IRooms> open) : IRoomsOpener
    {
        public IRooms Open(GlobalGiven given) => open();
    }
}
