using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetentionWorker.Tests.Watch;

/// <summary>An HTTP listener on this machine that takes what is posted, or answers with the status it is told to.</summary>
internal sealed class HttpReceiver : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly SemaphoreSlim arrived = new(0);

    public HttpReceiver()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/hook/";
        }
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public int Status { get; set; } = 204;

    public ConcurrentQueue<(string? Type, string Body)> Taken { get; } = new();

    /// <summary>Every path that was posted to, in order, below the address.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    public async Task<(string? Type, string Body)> NextAsync()
    {
        Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(60)), "nothing was posted");
        Assert.True(Taken.TryDequeue(out var next));
        return next;
    }

    public void Dispose()
    {
        listener.Close();
        arrived.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                Paths.Enqueue(context.Request.Url!.AbsolutePath["/hook/".Length..]);
                Taken.Enqueue((context.Request.ContentType, await reader.ReadToEndAsync()));
                context.Response.StatusCode = Status;
                context.Response.Close();
                arrived.Release();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}

/// <summary>As much of a mail server as it takes to receive messages (RFC 5321), and to refuse them.</summary>
internal sealed class MailReceiver : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public MailReceiver()
    {
        listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public bool Refuses { get; set; }

    public ConcurrentQueue<(string From, IReadOnlyList<string> To, string Message)> Taken { get; } = new();

    public ConcurrentQueue<string> Accounts { get; } = new();

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        await using var writer = new StreamWriter(stream, Encoding.Latin1, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        var (from, to) = ("", new List<string>());
        await writer.WriteLineAsync("220 receiver.test");
        while (await reader.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-receiver.test\r\n250 AUTH PLAIN");
                    break;
                case "AUTH":
                    Accounts.Enqueue(Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Replace('\0', '|'));
                    await writer.WriteLineAsync("235 welcome");
                    break;
                case "MAIL":
                    (from, to) = (Address(line), []);
                    await writer.WriteLineAsync(Refuses ? "451 later, Anna-Maria.Quist" : "250 yes");
                    break;
                case "RCPT":
                    to.Add(Address(line));
                    await writer.WriteLineAsync("250 yes");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    var message = new StringBuilder();
                    while (await reader.ReadLineAsync() is { } next && next != ".")
                        message.AppendLine(next.StartsWith('.') ? next[1..] : next);
                    Taken.Enqueue((from, to, message.ToString()));
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 goodbye");
                    return;
                default:
                    await writer.WriteLineAsync("250 yes");
                    break;
            }
        }
    }

    private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
