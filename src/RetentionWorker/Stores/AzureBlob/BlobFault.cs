using System.Xml;
using Azure;
using Azure.Identity;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>What the client threw, as a fault of the store. Nothing of its text is handed on, which may hold names.</summary>
internal static class BlobFault
{
    /// <summary>The fault behind an exception of the client; <paramref name="stopped"/> tells that it was asked to stop, which is no fault.</summary>
    public static StoreFault From(Exception thrown, CancellationToken stopped) => thrown switch
    {
        OperationCanceledException when stopped.IsCancellationRequested => throw new OperationCanceledException("Asked to stop.", thrown, stopped),
        StoreFault fault => fault,
        RequestFailedException failed => FromReply(failed),
        AggregateException { InnerException: { } inner } => From(inner, stopped),
        OperationCanceledException => new StoreFault(StoreFaultKind.Transient, "deadline", "The blob service did not answer in time."),
        CredentialUnavailableException => new StoreFault(StoreFaultKind.Denied, "no-credential", "No credential for the blob service was found."),
        AuthenticationFailedException { InnerException: RequestFailedException { Status: 0 or 408 or 429 or >= 500 } } =>
            new StoreFault(StoreFaultKind.Transient, "token", "The token service did not answer."),
        AuthenticationFailedException => new StoreFault(StoreFaultKind.Denied, "token", "The token service gave no token."),
        XmlException or NullReferenceException or FormatException or ArgumentException or InvalidOperationException or InvalidCastException or OverflowException =>
            new StoreFault(StoreFaultKind.Garbled, "garbled-answer", $"The blob service's answer made no sense ({thrown.GetType().Name})."),
        IOException or HttpRequestException => new StoreFault(StoreFaultKind.Transient, "no-answer", "The connection to the blob service broke."),
        _ => new StoreFault(StoreFaultKind.Garbled, thrown.GetType().Name, "The client of the blob service failed in a way of its own."),
    };

    /// <summary>How long the service asked to be left alone.</summary>
    private static TimeSpan? RetryAfter(RequestFailedException failed)
    {
        var reply = failed.GetRawResponse();
        if (reply is null)
            return null;
        if (reply.Headers.TryGetValue("x-ms-retry-after-ms", out var milliseconds) && uint.TryParse(milliseconds, out var ms))
            return TimeSpan.FromMilliseconds(ms);
        if (!reply.Headers.TryGetValue("Retry-After", out var after))
            return null;
        if (uint.TryParse(after, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        return System.Net.Http.Headers.RetryConditionHeaderValue.TryParse(after, out var date) && date.Date is { } until && reply.Headers.Date is { } sent && until > sent
            ? until - sent : null;
    }

    private static StoreFault FromReply(RequestFailedException failed)
    {
        var error = BlobError.Of(failed);
        var (kind, message) = error.Status switch
        {
            _ when error.IsContainerGone => (StoreFaultKind.Suspect, "The container is not there."),
            401 or 403 => (StoreFaultKind.Denied, "The blob service refused the credential."),
            404 => (StoreFaultKind.Suspect, "The container is not at the place it was configured at."),
            429 or 503 => (StoreFaultKind.Throttled, "The blob service asks for less."),
            501 => (StoreFaultKind.Garbled, "The blob service does not know the request."),
            0 or 408 or >= 500 => (StoreFaultKind.Transient, "The blob service did not answer properly."),
            _ => (StoreFaultKind.Garbled, "The blob service did not understand the request."),
        };
        return new StoreFault(kind, error.Word, message, error) { RetryAfter = RetryAfter(failed) };
    }
}
