namespace RetentionWorker.Record;

/// <summary>A second key, in a vault, that signs checkpoints on their way out. Asked at exports and anchors only: nothing that is recorded or erased waits for it.</summary>
internal interface ICheckpointCosigner
{
    /// <summary>Whether one is configured; the others are never asked where none is.</summary>
    bool IsConfigured { get; }

    /// <summary>The public key that signs now. Throws <see cref="CosignFault"/>.</summary>
    Task<CosignerKey> KeyAsync(CancellationToken ct);

    /// <summary>That key's ECDSA signature over SHA-256 of the text, ASN.1 DER. Throws <see cref="CosignFault"/>.</summary>
    Task<byte[]> SignAsync(CosignerKey key, byte[] text, CancellationToken ct);
}

/// <summary>A key of the vault: the version by which it is asked, and its public key (SPKI, P-256).</summary>
internal sealed record CosignerKey(string Version, byte[] PublicKey);

/// <summary>The vault did not sign. <see cref="Code"/> is a stable word: addresses and answers stay out of it.</summary>
internal sealed class CosignFault(string code, Exception? inner = null) : Exception($"The second key did not sign: {code}.", inner)
{
    /// <summary>It cannot be reached, or did not answer in time.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>It does not let us, or we have no credential.</summary>
    public const string Denied = "denied";

    /// <summary>It is asked too often.</summary>
    public const string Throttled = "throttled";

    /// <summary>It has no such key, or none that is enabled.</summary>
    public const string NoKey = "no-key";

    /// <summary>It answered something else than what was asked for.</summary>
    public const string Unexpected = "unexpected-answer";

    /// <summary>What it gave back is no signature of its key.</summary>
    public const string NotVouched = "not-vouched";

    public string Code { get; } = code;
}

/// <summary>No second key is configured.</summary>
internal sealed class NoCosigner : ICheckpointCosigner
{
    public static readonly NoCosigner Instance = new();

    public bool IsConfigured => false;

    public Task<CosignerKey> KeyAsync(CancellationToken ct) => throw new InvalidOperationException("No second key is configured.");

    public Task<byte[]> SignAsync(CosignerKey key, byte[] text, CancellationToken ct) => throw new InvalidOperationException("No second key is configured.");
}
