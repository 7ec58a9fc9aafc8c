using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>How a reply is sent.</summary>
internal enum Delivery
{
    /// <summary>As it should be.</summary>
    Whole,
    /// <summary>The connection breaks in the middle of the body.</summary>
    CutShort,
    /// <summary>The body ends in the middle, and the connection is closed as if that were all.</summary>
    EndsEarly,
    /// <summary>The head and half of the body, then nothing more, for as long as the other side waits.</summary>
    Stalls,
    /// <summary>The connection is closed without a word.</summary>
    HangsUp,
}

internal sealed record ScriptedReply(int Status, string Body = "", string ContentType = "application/xml")
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public Delivery Delivery { get; init; }

    public static ScriptedReply Error(int status, string code) =>
        new(status, $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>no</Message></Error>") { Headers = { ["x-ms-error-code"] = code } };
}

internal sealed record ScriptedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    private Uri Uri => new("http://host" + Target);

    /// <summary>The path as it was sent, still encoded.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>The first value of a key in the query.</summary>
    public string? Query(string key) =>
        Uri.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).Where(pair => pair[0] == key).Select(pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "")).FirstOrDefault();

    public bool IsList => Query("comp") == "list";

    public bool IsContainer => Query("restype") == "container" && !IsList;

    public bool IsService => Query("restype") == "service";

    public bool IsDelete => Method == "DELETE";
}

/// <summary>An HTTP server on a loopback socket that answers as it is told, also in ways that no decent server would.</summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Func<ScriptedRequest, ScriptedReply> answer;
    private readonly Task accepting;

    public ScriptedService(Func<ScriptedRequest, ScriptedReply> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<ScriptedRequest> Requests { get; } = new();

    /// <summary>Called when a reply stalls, with its bytes on the way.</summary>
    public Action OnStall { get; set; } = () => { };

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var reader = new StreamReader(stream, Encoding.Latin1);
            while (await ReadAsync(reader) is { } request)
            {
                Requests.Enqueue(request);
                if (!await SendAsync(stream, request, answer(request)))
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The other side went away, or the test is over.
        }
    }

    private async Task<ScriptedRequest?> ReadAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync(end.Token) is not { Length: > 0 } first)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(end.Token) is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        if (headers.TryGetValue("Content-Length", out var length) && int.Parse(length, CultureInfo.InvariantCulture) is > 0 and var count)
            await reader.ReadBlockAsync(new char[count], end.Token);
        var parts = first.Split(' ');
        return new ScriptedRequest(parts[0], parts[1], headers);
    }

    /// <summary>Whether the connection may be used again.</summary>
    private async Task<bool> SendAsync(NetworkStream stream, ScriptedRequest request, ScriptedReply reply)
    {
        if (reply.Delivery == Delivery.HangsUp)
            return false;
        var body = request.Method == "HEAD" ? [] : Encoding.UTF8.GetBytes(reply.Body);
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} Scripted\r\n");
        foreach (var (key, value) in reply.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{key}: {value}\r\n");
        if (body.Length > 0)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {reply.ContentType}\r\n");
        head.Append("Date: Sun, 22 Nov 2026 10:15:00 GMT\r\n");
        head.Append(reply.Delivery == Delivery.EndsEarly ? "Connection: close\r\n\r\n" : $"Content-Length: {body.Length}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), end.Token);
        await stream.WriteAsync(reply.Delivery == Delivery.Whole ? body : body.AsMemory(0, body.Length / 2), end.Token);
        if (reply.Delivery != Delivery.Stalls)
            return reply.Delivery == Delivery.Whole;
        OnStall();
        await Task.Delay(Timeout.InfiniteTimeSpan, end.Token);
        return false;
    }
}
