namespace RetentionWorker.Stores.AzureBlob;

/// <summary>A store of kind <c>azureBlob</c> as written in the configuration, before anything was checked. Null is not written.</summary>
internal sealed record AzureBlobStoreOptions
{
    /// <summary>The blob service of the account, as in <c>https://ACCOUNT.blob.core.windows.net</c>. A connection string may name it instead.</summary>
    public string? Service { get; init; }

    /// <summary>The container that holds the records.</summary>
    public string? Container { get; init; }

    /// <summary>How names map to facts.</summary>
    public string? Template { get; init; }

    /// <summary><c>default</c>: what Azure.Identity finds (managed identity, environment, …).</summary>
    public string? Credential { get; init; }

    /// <summary>A file that holds a connection string; relative to the configuration file.</summary>
    public string? ConnectionStringFile { get; init; }

    /// <summary>A file that holds a shared access signature; relative to the configuration file.</summary>
    public string? SasFile { get; init; }

    /// <summary>How many requests are in flight at once; not written means 16.</summary>
    public int? Parallelism { get; init; }

    /// <summary>How many blobs a page of a listing holds; not written means 5000, the most that the service gives.</summary>
    public int? PageSize { get; init; }

    /// <summary>Deadline of one page of a listing, in seconds; not written means 60.</summary>
    public int? PageSeconds { get; init; }

    /// <summary>Deadline of any other single request, in seconds; not written means 30.</summary>
    public int? CallSeconds { get; init; }

    /// <summary>Version of the service's protocol, as in <c>2025-11-05</c>; not written means the newest that the client knows.</summary>
    public string? ServiceVersion { get; init; }

    /// <summary>Whether the program plants records of its own here, to see them vanish and stay; not written means no.</summary>
    public bool? Canaries { get; init; }

    /// <summary>What the program cannot see. Must be written, even if there is none of it.</summary>
    public AzureBlobDeclaredOptions? Declared { get; init; }
}

/// <summary>What the data plane does not tell of an account.</summary>
internal sealed record AzureBlobDeclaredOptions
{
    public bool? Versioning { get; init; }
    public int? SoftDeleteDays { get; init; }
    public bool? Replicated { get; init; }
    public int? BackupDays { get; init; }

    /// <summary>As the stages know it. Only for options that were checked.</summary>
    public DeclaredResidue ToResidue() => new(BackupDays!.Value, 0, SoftDeleteDays!.Value, Versioning!.Value, Replicated!.Value);
}
