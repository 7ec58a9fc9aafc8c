namespace RetentionWorker.Stores;

/// <summary>The stable identity of a store: a marker file at its root, or container metadata.</summary>
internal interface IStoreIdentity
{
    /// <summary>The identity found there now, or null where the store answers and carries none. Throws <see cref="StoreFault"/> where it does not answer or its root is missing.</summary>
    Task<string?> ReadAsync(CancellationToken ct);

    /// <summary>Writes the identity into a store that carries none; throws <see cref="StoreFault"/> of kind <see cref="StoreFaultKind.Suspect"/> where there is one already.</summary>
    Task WriteAsync(string identity, CancellationToken ct);
}
