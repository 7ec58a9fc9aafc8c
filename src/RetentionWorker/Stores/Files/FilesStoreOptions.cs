namespace RetentionWorker.Stores.Files;

/// <summary>A store of kind <c>files</c> as written in the configuration, before anything was checked. Null is not written.</summary>
internal sealed record FilesStoreOptions
{
    /// <summary>The folder that holds the records; relative to the configuration file.</summary>
    public string? Root { get; init; }

    /// <summary>How names map to facts.</summary>
    public string? Template { get; init; }

    /// <summary>Whether the content is overwritten once before its name is removed. Slower by far, and no promise about the medium; not written means no.</summary>
    public bool? Overwrite { get; init; }

    /// <summary>How many batches are erased side by side; not written means 2.</summary>
    public int? Parallelism { get; init; }

    /// <summary>Whether the program plants records of its own here, to see them vanish and stay; not written means no.</summary>
    public bool? Canaries { get; init; }

    /// <summary>What the program cannot see. Must be written, even if everything in it is zero.</summary>
    public FilesDeclaredOptions? Declared { get; init; }
}

/// <summary>What else keeps copies of the files: the last backup and the last snapshot that hold them, in whole days after an erasure.</summary>
internal sealed record FilesDeclaredOptions
{
    public int? BackupDays { get; init; }
    public int? SnapshotDays { get; init; }
}
