namespace RetentionWorker.Keys.KeyVault;

/// <summary>The key in an Azure Key Vault that signs checkpoints on their way out.</summary>
internal sealed record SecondKeyOptions
{
    /// <summary>The vault's address, <c>https://NAME.vault.azure.net</c>.</summary>
    public string? Vault { get; init; }

    /// <summary>The key's name in it: elliptic curve P-256.</summary>
    public string? Key { get; init; }

    /// <summary>One version of it; null for the newest at each time.</summary>
    public string? Version { get; init; }

    /// <summary><c>default</c>: as whoever runs this is known to Azure (Azure.Identity).</summary>
    public string? Credential { get; init; }
}
