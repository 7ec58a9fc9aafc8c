using System.Net.Http;

namespace RetentionWorker.Anchor.Places;

/// <summary>
/// Asks services outside, without patience and without believing their sizes. A redirect is not followed: what is sent goes where it was configured to go. A client of its own each time: that is
/// rare, and nothing of it stays in memory in between.
/// </summary>
internal static class Outside
{
    private const int AnswerAtMost = 1 << 20;
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(20);

    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: true) { Timeout = AtMost, MaxResponseContentBufferSize = AnswerAtMost };

    /// <summary>Throws <see cref="AnchorFault"/> where nobody answers, or too much.</summary>
    public static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> asking, CancellationToken ct)
    {
        try
        {
            return await asking(ct);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new AnchorFault(AnchorCodes.Unreachable, fault);
        }
    }

    public static Task<byte[]> ReadAsync(HttpResponseMessage reply, CancellationToken ct) => reply.Content.ReadAsByteArrayAsync(ct);
}
