using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Erase;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Record;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Stores.AzureBlob;
using RetentionWorker.Stores.Files;
using RetentionWorker.Verify;

namespace RetentionWorker.CrashHost;

/// <summary>A clock that stands.</summary>
internal sealed class StandingClock(Instant now) : IClock
{
    public Instant GetCurrentInstant() => now;
}

/// <summary>A real installation with one real store, composed by hand so that the process can be killed at chosen points.</summary>
internal static class Installation
{
    public const string AzureBlob = "azureBlob";
    public const string OverwrittenFiles = "files, overwritten";

    public static readonly StoreName StoreName = new("interviews");

    public static readonly RetentionSchedule Schedule = new(
        "5c4ed01e", DateTimeZoneProviders.Tzdb["Europe/London"],
        [
            new(new("recordings-at-project-end"), [new("recording"), new("transcript")], StartingPoint.ProjectEnd, null, new(0, 0), new(0, 14), null, null, null, "Leaflet."),
            new(new("contact-details-within-12-months"), [new("contact-details")], StartingPoint.ProjectEnd, null, new(11, 21), new(12, 0), null, null, null, "Leaflet."),
            new(new("everything-on-withdrawal"), [new("recording"), new("transcript"), new("contact-details")], StartingPoint.Withdrawal, null, new(0, 0), new(1, 0), null, null, null, "Leaflet."),
            new(new("diaries-after-a-month"), [new("diary")], StartingPoint.Collected, null, new(1, 0), new(2, 0), null, null, null, "Protocol."),
        ],
        Limits.None, CalendarPeriod.Zero);

    public static PathTemplate Template { get; } = PathTemplate.Parse("{project}/{category}/{participant}/{*}").Template!;

    public static ErasableStore Store(HostOrders orders) => orders.Kind switch
    {
        FilesStore.Kind or OverwrittenFiles => Folder(orders),
        AzureBlob => Container(orders),
        _ => throw new ArgumentException($"There is no store of kind '{orders.Kind}'.", nameof(orders)),
    };

    public static Commitments CommitmentsOf(string dataDirectory) =>
        new(new CommitmentKeys(Path.Combine(dataDirectory, "commitment-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes));

    public static RetentionRun Run(SqliteCatalogue catalogue, HostOrders orders)
    {
        var (store, eraser) = Store(orders);
        if (orders.Death.Point == Death.Gate)
            eraser = new KillingEraser(eraser, orders.Death.Occurrence);
        // The clock stands at a day of the test's own: the folder's time is no evidence of it.
        var stores = new Dictionary<StoreName, ConfiguredStore> { [StoreName] = store with { Clock = null } };
        return new RetentionRun(
            catalogue, new StandingClock(orders.Now), stores, new Erasing(new Dictionary<StoreName, IRecordEraser> { [StoreName] = eraser }),
            new Verifying(stores), new AuditLog(new LogKey(Path.Combine(orders.DataDirectory, "audit-log-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes)), CommitmentsOf(orders.DataDirectory), new KillingProgress(orders.Death));
    }

    private static ErasableStore Folder(HostOrders orders)
    {
        var (store, eraser) = FilesStore.Compose(
            StoreName,
            new FilesStoreOptions { Root = orders.Place, Overwrite = orders.Kind == OverwrittenFiles, Declared = new FilesDeclaredOptions { BackupDays = 0, SnapshotDays = 0 } },
            "/", Template, participantDepth: 3);
        var patient = ResilientStore.Of(store.Reader, eraser, store.Identity, new ResilienceOptions(), TimeProvider.System);
        return new ErasableStore(store with { Reader = patient.Reader, Identity = patient.Identity }, patient.Eraser);
    }

    private static ErasableStore Container(HostOrders orders)
    {
        var options = new AzureBlobStoreOptions
        {
            Container = orders.Place,
            ConnectionStringFile = orders.Connection,
            ServiceVersion = "2025-11-05",
            Parallelism = 4,
            PageSize = 20,
            Declared = new AzureBlobDeclaredOptions { Versioning = false, SoftDeleteDays = 0, Replicated = false, BackupDays = 0 },
        };
        var store = new AzureBlobStore(StoreName, BlobConnection.Open(options, "/"), options, new StandingClock(orders.Now), TimeProvider.System);
        var configured = new ConfiguredStore(StoreName, AzureBlob, Template, options.Declared.ToResidue(), store.Reader(), store.Identity, Parallelism: 2);
        return new ErasableStore(configured, store.Eraser);
    }
}
