using System.Xml;
using Azure.Core;
using Azure.Core.Pipeline;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// The client reads the body of an error reply as XML and throws whatever that throws: a 500 or 503 with an empty or foreign body would
/// surface without its status. Here such a body is replaced by an empty error, so that the status decides.
/// </summary>
internal sealed class ReadableErrorPolicy : HttpPipelineSynchronousPolicy
{
    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.HasResponse && message.Response.Status >= 400 && !IsReadable(message.Response.ContentStream))
            message.Response.ContentStream = new MemoryStream("<Error/>"u8.ToArray());
    }

    private static bool IsReadable(Stream? body)
    {
        if (body is not { CanSeek: true })
            return false;
        try
        {
            body.Position = 0;
            using var reader = XmlReader.Create(body, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read())
            {
            }
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
        finally
        {
            body.Position = 0;
        }
    }
}
