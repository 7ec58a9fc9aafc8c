using System.Net.Sockets;
using RetentionWorker.Cli;

namespace RetentionWorker.Hosting.Control;

/// <summary>The other end of the control socket: hands the arguments to the daemon, and shows its answer as if it were its own.</summary>
internal static class ControlClient
{
    public static async Task<ExitCode> AskAsync(string path, IReadOnlyList<string> arguments, Surroundings around, CancellationToken ct)
    {
        var said = new Answer(around.Output, around.Errors, OutputFormat.Text);
        if (SocketPlace.ProblemOfName(path) is { } problem)
            return said.Stop(ExitCode.Usage, $"--via: {problem}");
        var request = Wire.Request(arguments);
        if (request.Length > Wire.LongestRequest)
            return said.Stop(ExitCode.Usage, "the command line is too long for the control socket");
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            return said.Stop(ExitCode.NotPermitted, $"you may not connect to {path}: its directory decides who may");
        }
        catch (SocketException e)
        {
            return said.Stop(ExitCode.Unavailable, $"no daemon can be asked at {path} ({e.SocketErrorCode})");
        }
        // Made first: a connection whose sending failed has an answer to be read all the same.
        await using var stream = new NetworkStream(connection);
        await SendAsync(connection, request, ct);
        return await ShowAsync(stream, around, ct)
            ?? said.Stop(ExitCode.Unavailable, "the daemon went away before it had answered; what was asked for may be done or not: look before you ask again");
    }

    private static async Task SendAsync(Socket connection, ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        try
        {
            while (request.Length > 0)
                request = request[await connection.SendAsync(request, ct)..];
        }
        catch (SocketException)
        {
            // Turned away before it was heard: the answer says why.
        }
    }

    /// <summary>Null where the answer has no end.</summary>
    private static async Task<ExitCode?> ShowAsync(NetworkStream stream, Surroundings around, CancellationToken ct)
    {
        using var lines = new StreamReader(stream);
        try
        {
            while (await lines.ReadLineAsync(ct) is { } line)
            {
                if (Wire.Answer(line) is not var (isError, text, exit))
                    return null;
                if (exit is { } code)
                    return code;
                var to = isError ? around.Errors : around.Output;
                await to.WriteAsync(text.AsMemory(), ct);
                await to.FlushAsync(ct);
            }
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            // As if it had ended.
        }
        return null;
    }
}
