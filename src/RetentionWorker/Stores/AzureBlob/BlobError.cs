using Azure;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// What is kept of an error reply: the status and the service's code. The rest stays behind, because the service repeats names in it: a
/// refused signature comes with the whole text that was to be signed.
/// </summary>
internal sealed class BlobError(int status, string? code) : Exception($"{status} {code}")
{
    private const int LongestCode = 64;

    public int Status { get; } = status;

    /// <summary>The service's own word, where it is one.</summary>
    public string? ErrorCode { get; } = code;

    /// <summary>The service's word for what happened, or its status; safe to log.</summary>
    public string Word => ErrorCode ?? (Status == 0 ? "no-answer" : $"http-{Status}");

    /// <summary>Whether the reply says that the container itself is not there, or not in service.</summary>
    public bool IsContainerGone => ErrorCode is "ContainerNotFound" or "ContainerBeingDeleted" or "ContainerDisabled" or "AccountBeingCreated";

    public static BlobError Of(RequestFailedException failed) =>
        new(failed.Status, failed.ErrorCode is { Length: > 0 and <= LongestCode } code && code.All(char.IsAsciiLetterOrDigit) ? code : null);
}
