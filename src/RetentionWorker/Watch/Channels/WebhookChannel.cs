namespace RetentionWorker.Watch.Channels;

/// <summary>Posts notices to an address.</summary>
internal sealed class WebhookChannel(Uri address) : IEscalationChannel
{
    public string Name => "webhook";

    public Task SendAsync(Notice notice, CancellationToken ct) => Posting.PostAsync(address, notice.ToJson(), ct);
}
