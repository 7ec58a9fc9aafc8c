using System.Globalization;
using System.Net.Http.Headers;

namespace RetentionWorker.Watch.Channels;

/// <summary>
/// Posts JSON to an address. Any answer of the 200s is one that took it; a redirect is not followed: what is sent goes where it was configured to
/// go. A client of its own each time: that is rare, and nothing of it stays in memory in between.
/// </summary>
internal static class Posting
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(15);

    public static async Task PostAsync(Uri address, byte[] json, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = AtMost };
        using var body = new ByteArrayContent(json);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.PostAsync(address, body, ct);
            if (!answer.IsSuccessStatusCode)
                throw new EscalationFault(((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
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
