using System.Xml;
using Azure;
using Azure.Identity;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>What the client threw, as a fault of the store. Codes are the service's own words and hold no names.</summary>
internal static class BlobFault
{
    private const int LongestCode = 64;

    /// <summary>The fault behind an exception of the client; <paramref name="stopped"/> tells that it was asked to stop, which is no fault.</summary>
    public static StoreFault From(Exception thrown, CancellationToken stopped) => thrown switch
    {
        OperationCanceledException when stopped.IsCancellationRequested => throw new OperationCanceledException("Asked to stop.", thrown, stopped),
        StoreFault fault => fault,
        RequestFailedException failed => FromReply(failed),
        AggregateException { InnerException: { } inner } => From(inner, stopped),
        OperationCanceledException => new StoreFault(StoreFaultKind.Transient, "deadline", "The blob service did not answer in time.", thrown),
        CredentialUnavailableException => new StoreFault(StoreFaultKind.Denied, "no-credential", "No credential for the blob service was found.", thrown),
        AuthenticationFailedException { InnerException: RequestFailedException { Status: 0 or 408 or 429 or >= 500 } } =>
            new StoreFault(StoreFaultKind.Transient, "token", "The token service did not answer.", thrown),
        AuthenticationFailedException => new StoreFault(StoreFaultKind.Denied, "token", "The token service gave no token.", thrown),
        XmlException or NullReferenceException or FormatException or ArgumentException or InvalidOperationException or InvalidCastException or OverflowException =>
            new StoreFault(StoreFaultKind.Garbled, "garbled-answer", "The blob service's answer made no sense.", thrown),
        IOException or HttpRequestException => new StoreFault(StoreFaultKind.Transient, "no-answer", "The connection to the blob service broke.", thrown),
        _ => new StoreFault(StoreFaultKind.Garbled, thrown.GetType().Name, "The client of the blob service failed in a way of its own.", thrown),
    };

    /// <summary>The service's word for what happened, or its status; safe to log.</summary>
    public static string Code(RequestFailedException failed) => failed switch
    {
        { ErrorCode: { Length: > 0 and <= LongestCode } code } when code.All(char.IsAsciiLetterOrDigit) => code,
        { Status: 0 } => "no-answer",
        _ => $"http-{failed.Status}",
    };

    /// <summary>Whether the reply says that the container itself is not there, or not in service.</summary>
    public static bool IsContainerGone(RequestFailedException failed) =>
        failed.ErrorCode is "ContainerNotFound" or "ContainerBeingDeleted" or "ContainerDisabled" or "AccountBeingCreated" or "ResourceTypeMismatch" or "InvalidResourceName";

    /// <summary>How long the service asked to be left alone.</summary>
    public static TimeSpan? RetryAfter(RequestFailedException failed)
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
        var code = Code(failed);
        return failed.Status switch
        {
            _ when IsContainerGone(failed) => new(StoreFaultKind.Suspect, code, "The container is not there.", failed),
            401 or 403 => new(StoreFaultKind.Denied, code, "The blob service refused the credential.", failed),
            404 => new(StoreFaultKind.Suspect, code, "The container is not at the place it was configured at.", failed),
            429 or 503 => new(StoreFaultKind.Throttled, code, "The blob service asks for less.", failed) { RetryAfter = RetryAfter(failed) },
            501 => new(StoreFaultKind.Garbled, code, "The blob service does not know the request.", failed),
            0 or 408 or >= 500 => new(StoreFaultKind.Transient, code, "The blob service did not answer properly.", failed) { RetryAfter = RetryAfter(failed) },
            _ => new(StoreFaultKind.Garbled, code, "The blob service did not understand the request.", failed),
        };
    }
}
