using Retention.Domain.Facts;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Jobs;
using RetentionWorker.Keys.KeyVault;
using RetentionWorker.Stores.AzureBlob;
using RetentionWorker.Stores.Files;

namespace RetentionWorker.Hosting.Configuration;

/// <summary>The whole configuration, checked. Paths are absolute.</summary>
/// <param name="ConfigurationFile">The file that was read, or null where the embedded default is in force.</param>
/// <param name="BaseDirectory">What relative paths of the configuration are relative to: the file's directory.</param>
/// <param name="DataDirectory">Where the catalogue, the lock and the keys are.</param>
/// <param name="SchedulePath">The retention schedule, or null where none is configured.</param>
/// <param name="Daemon">When the daemon looks.</param>
/// <param name="Resilience">How patient it is with stores that are reached over a network.</param>
/// <param name="Values">Every value in force and where it came from.</param>
internal sealed record RetentionOptions(
    string? ConfigurationFile,
    string BaseDirectory,
    string DataDirectory,
    string? SchedulePath,
    IReadOnlyList<StoreSetting> Stores,
    DaemonOptions Daemon,
    ResilienceOptions Resilience,
    IReadOnlyList<EffectiveValue> Values)
{
    /// <summary>Where checkpoints of the audit log go.</summary>
    public AnchorSetup Anchors { get; init; } = AnchorSetup.None;

    /// <summary>The key in a vault that signs checkpoints on their way out; null where none is configured.</summary>
    public SecondKeyOptions? SecondKey { get; init; }

    /// <summary>The stores in which the program plants records of its own.</summary>
    public IReadOnlySet<StoreName> Canaries { get; } = Stores.Where(s => s.Canaries).Select(s => s.Name).ToHashSet();
}

/// <summary>One store as configured, by its kind.</summary>
internal abstract record StoreSetting(StoreName Name)
{
    public abstract bool Canaries { get; }

    internal sealed record Files(StoreName Name, FilesStoreOptions Options) : StoreSetting(Name)
    {
        public override bool Canaries => Options.Canaries == true;
    }

    internal sealed record AzureBlob(StoreName Name, AzureBlobStoreOptions Options) : StoreSetting(Name)
    {
        public override bool Canaries => Options.Canaries == true;
    }
}
