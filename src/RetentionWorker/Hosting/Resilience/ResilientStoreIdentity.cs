using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>An identity read and written with patience.</summary>
internal sealed class ResilientStoreIdentity(IStoreIdentity inner, StorePatience patience) : IStoreIdentity
{
    public Task<string?> ReadAsync(CancellationToken ct) => patience.RunAsync(inner.ReadAsync, ct);

    /// <summary>Where the reply to a first attempt was lost, the identity that is there now may be the one just written.</summary>
    public Task WriteAsync(string identity, CancellationToken ct)
    {
        var tried = false;
        return patience.RunAsync(
            async token =>
            {
                if (tried && await inner.ReadAsync(token) == identity)
                    return true;
                tried = true;
                await inner.WriteAsync(identity, token);
                return true;
            },
            ct);
    }
}
