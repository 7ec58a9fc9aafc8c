using System.Net.Http.Headers;

namespace RetentionWorker.Watch.Channels;

/// <summary>
/// Posts notices to an address. Any answer of the 200s is one that took it; a redirect is not followed: what is sent goes where it was
/// configured to go. A client of its own per notice: notices are rare, and nothing of it stays in memory between them.
/// </summary>
internal sealed class WebhookChannel(Uri address) : IEscalationChannel
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(15);

    public string Name => "webhook";

    public async Task SendAsync(Notice notice, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = AtMost };
        using var body = new ByteArrayContent(notice.ToJson());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.PostAsync(address, body, ct);
            if (!answer.IsSuccessStatusCode)
                throw new EscalationFault(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException fault)
        {
            throw new EscalationFault("unreachable", fault);
        }
        catch (OperationCanceledException fault) when (!ct.IsCancellationRequested)
        {
            throw new EscalationFault("timed-out", fault);
        }
    }
}
