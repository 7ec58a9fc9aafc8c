namespace RetentionWorker.Watch.Channels;

/// <summary>Posts signs of life to a monitor: a good one to its address, any other to <c>/fail</c> below it, as such services have it.</summary>
internal sealed class HeartbeatChannel(Func<Uri?> address) : ILifeSignChannel
{
    public Task SendAsync(LifeSign sign, CancellationToken ct) =>
        address() is { } at ? Posting.PostAsync(sign.IsGood ? at : Below(at), sign.ToJson(), ct) : throw new EscalationFault("no-address");

    private static Uri Below(Uri address)
    {
        var builder = new UriBuilder(address);
        builder.Path = builder.Path.TrimEnd('/') + "/fail";
        return builder.Uri;
    }
}
