using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Transparency;
using RetentionWorker.Anchor;
using RetentionWorker.Approve;
using RetentionWorker.Canary;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Certify;
using RetentionWorker.Cli;
using RetentionWorker.Erase;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Plan;
using RetentionWorker.Keys;
using RetentionWorker.Keys.KeyVault;
using RetentionWorker.Keys.LocalFile;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Review;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Verify;
using RetentionWorker.Watch;

namespace RetentionWorker.Hosting;

/// <summary>The composition root: from what was given on the command line to the rooms of one installation.</summary>
internal sealed class Composition(Surroundings around) : IRoomsOpener
{
    public IRooms Open(GlobalGiven given)
    {
        var options = ConfigurationReader.Read(given, around.Variables, around.WorkingDirectory, around.Clock);
        if (given.Verbose)
        {
            foreach (var value in options.Values)
                around.Errors.WriteLine(PlainText.Of($"{value.Path} = {value.Value}  ({value.Source})"));
        }
        if (!Directory.Exists(options.DataDirectory))
        {
            PrivateFile.CreateDirectory(options.DataDirectory);
            around.Errors.WriteLine(PlainText.Of($"created the data directory {options.DataDirectory}"));
        }
        var services = new ServiceCollection();
        services.AddSingleton(options);
        services.AddSingleton(around.Clock);
        AddRooms(services, options);
        services.AddSingleton<IDaemon>(rooms => new Daemon(options, rooms.GetRequiredService<ICatalogue>(), rooms.GetRequiredService<ScheduleInForce>(), rooms.GetRequiredService<IClock>()));
        return new Rooms(services.BuildServiceProvider());
    }

    /// <summary>The rooms of one person who asks the daemon: they act as themselves, on the daemon's own catalogue and stores.</summary>
    public static IRooms OpenFor(Actor peer, RetentionOptions options, ICatalogue catalogue, StoreComposition stores, IClock clock)
    {
        var services = new ServiceCollection();
        services.AddSingleton(options);
        services.AddSingleton(clock);
        AddRooms(services, options);
        services.AddSingleton(catalogue);
        services.AddSingleton(stores);
        services.AddSingleton(peer);
        return new Rooms(services.BuildServiceProvider());
    }

    /// <summary>Everything but the clock and the options: tests bring their own.</summary>
    public static void AddRooms(IServiceCollection services, RetentionOptions options)
    {
        services.AddSingleton<ICatalogue>(_ => SqliteCatalogue.Open(options.DataDirectory));
        services.AddSingleton(_ => OsActor.Of(options.DataDirectory));
        services.AddSingleton<StoreComposition>();
        services.AddSingleton(rooms => rooms.GetRequiredService<StoreComposition>().Stores);
        services.AddSingleton(rooms => rooms.GetRequiredService<StoreComposition>().Erasers);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(rooms => rooms.GetRequiredService<StoreComposition>().Plantable);
        services.AddSingleton(new WantedCanaries(options.Canaries));
        services.AddSingleton(new WantedAnchors([.. options.Anchors.Places.Select(p => p.Name)], options.Anchors.Options.TooOldAfter));
        services.AddSingleton(options.Anchors.Options);
        services.AddSingleton(rooms => AnchorComposition.Places(options, rooms.GetRequiredService<ICatalogue>(), rooms.GetRequiredService<INoteVerifier>()));
        services.AddSingleton<Anchoring>();
        services.AddSingleton<IKeptElsewhere, KeptAtPlaces>();
        services.AddSingleton<KeptByOthers>();
        services.AddSingleton(new ServedStores(options.Stores.Select(s => s.Name).ToHashSet()));
        services.AddSingleton(_ => new LogKey(Path.Combine(options.DataDirectory, "audit-log-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes));
        services.AddSingleton<ICheckpointSigner>(rooms => rooms.GetRequiredService<LogKey>());
        services.AddSingleton<IDocumentSigner>(rooms => rooms.GetRequiredService<LogKey>());
        services.AddSingleton<VerifiedReading>();
        services.AddSingleton<Certifying>();
        services.AddSingleton<Reporting>();
        services.AddSingleton<INoteVerifier, NoteVerifier>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<LogKeyRotation>();
        services.AddSingleton<ICheckpointCosigner>(_ => options.SecondKey is { } second ? VaultCosigner.Open(second) : NoCosigner.Instance);
        services.AddSingleton<SecondLine>();
        services.AddSingleton<LogExport>();
        services.AddSingleton<LogProof>();
        services.AddSingleton<ExportVerify>();
        var keys = Path.Combine(options.DataDirectory, "commitment-keys");
        services.AddSingleton(rooms => new CommitmentKeys(keys, System.Security.Cryptography.RandomNumberGenerator.GetBytes, project =>
        {
            using var session = rooms.GetRequiredService<ICatalogue>().Read();
            return session.Keys.LatestEpoch(project);
        }));
        var shelf = new LocalKeyShelf(keys);
        services.AddSingleton<IKeyShelf>(shelf);
        services.AddSingleton<IKeyShredder>(shelf);
        services.AddSingleton<KeyRecovery>();
        services.AddSingleton<KeyDesk>();
        services.AddSingleton<Commitments>();
        services.AddSingleton<AuditVerify>();
        services.AddSingleton<AuditList>();
        services.AddSingleton(rooms => new HealthDesk(options.DataDirectory, rooms.GetRequiredService<IClock>()));
        services.AddSingleton(new ScheduleSource(options.SchedulePath));
        services.AddSingleton<ScheduleInForce>();
        services.AddSingleton<ReadSchedule>(rooms => rooms.GetRequiredService<ScheduleInForce>().Parsed);
        services.AddSingleton<Bookkeeping>();
        services.AddSingleton<ProjectDesk>();
        services.AddSingleton<ProjectEnds>();
        services.AddSingleton<ProjectRoles>();
        services.AddSingleton<CorrectionDesk>();
        services.AddSingleton<CorrectionReading>();
        services.AddSingleton<ScheduleProposals>();
        services.AddSingleton<ProjectImport>();
        services.AddSingleton<WithdrawalDesk>();
        services.AddSingleton<WithdrawalDecisions>();
        services.AddSingleton<SomebodyErases>(_ => () => EraseLock.IsHeld(options.DataDirectory));
        services.AddSingleton<TemplateOf>(_ => name => options.Stores.FirstOrDefault(s => s.Name == name) switch
        {
            StoreSetting.Files { Options: var files } => PathTemplate.Parse(files.Template!).Template,
            StoreSetting.AzureBlob { Options: var azure } => PathTemplate.Parse(azure.Template!).Template,
            _ => null,
        });
        services.AddSingleton<HoldDesk>();
        services.AddSingleton<HoldReleases>();
        services.AddSingleton<NameCheck>();
        services.AddSingleton<StopDesk>();
        services.AddSingleton<ClockLook>();
        services.AddSingleton<ClockDesk>();
        services.AddSingleton<RegisterDesk>();
        services.AddSingleton<StoreDesk>();
        services.AddSingleton<TemplateDesk>();
        services.AddSingleton<StoreCheck>();
        services.AddSingleton<ExplainDesk>();
        services.AddSingleton<ProofDesk>();
        services.AddSingleton<StatusDesk>();
        services.AddSingleton<WatchDesk>();
        services.AddSingleton<BreachDesk>();
        services.AddSingleton<CanaryDesk>();
        services.AddSingleton<RecipientDesk>();
        AddRun(services, options);
    }

    private static void AddRun(IServiceCollection services, RetentionOptions options)
    {
        services.AddSingleton<Func<IEraseLock?>>(_ => () => EraseLock.TryTake(options.DataDirectory));
        services.AddSingleton(rooms => new Erasing(rooms.GetRequiredService<IReadOnlyDictionary<StoreName, IRecordEraser>>()));
        services.AddSingleton<Verifying>();
        services.AddSingleton<KeyErasing>();
        services.AddSingleton<KeyKeeping>();
        services.AddSingleton<LogPrune>();
        services.AddSingleton<LogPruning>();
        services.AddSingleton<ProgressRelay>();
        services.AddSingleton<IRunProgress>(rooms => rooms.GetRequiredService<ProgressRelay>());
        services.AddSingleton(rooms => new Planting(
            rooms.GetRequiredService<ICatalogue>(), rooms.GetRequiredService<IClock>(), rooms.GetRequiredService<IReadOnlyDictionary<StoreName, PlantableStore>>(),
            rooms.GetRequiredService<AuditLog>(), rooms.GetRequiredService<Commitments>(), System.Security.Cryptography.RandomNumberGenerator.GetBytes));
        services.AddSingleton<LastWord>();
        services.AddSingleton<Looking>();
        services.AddSingleton<ProofOfLife>();
        services.AddSingleton<RetentionRun>();
        if (options.SchedulePath is not null)
        {
            services.AddSingleton<IRunEntrance>(rooms => new RunEntrance(
                rooms.GetRequiredService<RetentionRun>(), rooms.GetRequiredService<ICatalogue>(), rooms.GetRequiredService<IClock>(),
                rooms.GetRequiredService<ScheduleInForce>().Adopt, rooms.GetRequiredService<Func<IEraseLock?>>()));
        }
        services.AddSingleton<PlanReading>();
        services.AddSingleton<ReleaseOutlook>();
        services.AddSingleton<StoreHoldStandings>();
        services.AddSingleton<WithdrawalOutlooks>();
        services.AddSingleton<WithdrawalStandings>();
        services.AddSingleton<Approving>();
        services.AddSingleton<OneRun>();
        services.AddSingleton<Previewing>();
        services.AddSingleton<Purging>();
    }

    private sealed class Rooms(ServiceProvider provider) : IRooms
    {
        public T Get<T>()
            where T : notnull => provider.GetRequiredService<T>();

        public ValueTask DisposeAsync() => provider.DisposeAsync();
    }
}
