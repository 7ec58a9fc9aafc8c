using System.Net.Sockets;

namespace RetentionWorker.Hosting.Control;

/// <summary>Reads the one line that a peer may send, and then watches whether it is still there.</summary>
internal static class RequestLine
{
    /// <summary>How long a peer may take to say what it wants.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    /// <summary>The arguments; null where the peer sent something else, too much or too late. Throws where it is gone.</summary>
    public static async Task<IReadOnlyList<string>?> ReadAsync(Socket connection, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Within);
        var line = new byte[1024];
        var length = 0;
        try
        {
            while (true)
            {
                var read = await connection.ReceiveAsync(line.AsMemory(length), patience.Token);
                if (read == 0)
                    throw new PeerGone(new EndOfStreamException());
                var end = line.AsSpan(length, read).IndexOf((byte)'\n');
                if (end >= 0)
                    return end == read - 1 ? Wire.Arguments(line.AsMemory(0, length + end)) : null;
                length += read;
                if (length == Wire.LongestRequest)
                    return null;
                if (length == line.Length)
                    Array.Resize(ref line, Math.Min(2 * length, Wire.LongestRequest));
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Ends when the peer is gone, or sends more than it may.</summary>
    public static async Task UntilGoneAsync(Socket connection, CancellationToken ct)
    {
        try
        {
            await connection.ReceiveAsync(new byte[1], ct);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Gone.
        }
    }
}
