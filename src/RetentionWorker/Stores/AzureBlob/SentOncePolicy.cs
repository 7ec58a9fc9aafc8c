using Azure.Core;
using Azure.Core.Pipeline;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// Keeps .NET's connection pool from repeating a request that changes something. Where a reused connection closes without a reply, the
/// pool sends the request again by itself: a deletion whose reply was lost would come back as "not found", and our own erasure would pass
/// for an absence. A request with a body, even an empty one, is never repeated.
/// </summary>
internal sealed class SentOncePolicy : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.Request.Method != RequestMethod.Get && message.Request.Method != RequestMethod.Head && message.Request.Content is null)
            message.Request.Content = RequestContent.Create(Array.Empty<byte>());
    }
}
