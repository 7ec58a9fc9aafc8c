using System.Net;
using System.Net.Sockets;

namespace RetentionWorker.Tests.Anchor;

/// <summary>An HTTP listener on this machine that answers each POST as it is told: status, type and bytes.</summary>
internal sealed class AnswerServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<string, byte[], (int Status, string Type, byte[] Body)> answer;

    public AnswerServer(Func<string, byte[], (int Status, string Type, byte[] Body)> answer)
    {
        this.answer = answer;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var (status, type, bytes) = answer(context.Request.Url!.AbsolutePath, body.ToArray());
                (context.Response.StatusCode, context.Response.ContentType) = (status, type);
                await context.Response.OutputStream.WriteAsync(bytes);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
