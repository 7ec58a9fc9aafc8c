using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Catalogue;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Hosting;
using RetentionWorker.Jobs;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Simulation.Model;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Simulation.Machine;

/// <summary>
/// One process of the program, composed as the product composes itself; only the clock, the stores, the source of random bytes and who asks
/// are the simulation's. Ending it drops all that it had in memory.
/// </summary>
internal sealed class Life : IDisposable
{
    private readonly ServiceProvider rooms;
    private readonly Dictionary<Type, object> opened = [];
    private readonly SqliteCatalogue catalogue;
    private (ModelSchedule? Written, RetentionSchedule? Schedule) adopted;

    /// <summary><paramref name="readsLog"/>: before its first run it reads and checks the whole log, as the program does; else the simulation has done so.</summary>
    public Life(string directory, string schedulePath, SeedConnections connections, IClock clock, IReadOnlyList<SimStore> stores, SimRandom keys, IRunProgress watcher, bool readsLog)
    {
        catalogue = new SqliteCatalogue(directory, connections.Take, connections.PutBack);
        var options = new RetentionOptions(null, directory, directory, schedulePath, [], new DaemonOptions(), new ResilienceOptions(), []);
        var services = new ServiceCollection();
        services.AddSingleton(options);
        services.AddSingleton(clock);
        Composition.AddRooms(services, options);
        services.AddSingleton<ICatalogue>(new MortalCatalogue(catalogue, Death));
        services.AddSingleton(new Actor("os-51a1e0d000000001"));
        services.AddSingleton<IReadOnlyDictionary<StoreName, ConfiguredStore>>(stores.ToDictionary(s => s.Fake.Store, s => s.Configured));
        services.AddSingleton<IReadOnlyDictionary<StoreName, IRecordEraser>>(stores.ToDictionary(s => s.Fake.Store, s => (IRecordEraser)s.Fake));
        services.AddSingleton(new CommitmentKeys(Path.Combine(directory, "commitment-keys"), keys.Bytes));
        services.AddSingleton<ICheckpointSigner>(Unsigned.Instance);
        services.AddSingleton<SomebodyErases>(() => false);
        rooms = services.BuildServiceProvider();
        Held = EraseLock.TryTake(directory) ?? throw new InvalidOperationException("Two processes of one simulation.");
        rooms.GetRequiredService<ProgressRelay>().To(watcher);
        if (!readsLog)
            VerifiedUntil(Before(Run)) = Instant.MaxValue;
    }

    public Death Death { get; } = new();

    public EraseLock Held { get; }

    /// <summary>The schedule of the file, adopted; read anew only where somebody wrote it anew, for reading and checking it costs more than a run.</summary>
    public RetentionSchedule Adopt(ModelSchedule written)
    {
        if (adopted.Written != written)
            adopted = (written, Approved());
        return adopted.Schedule!;
    }

    /// <summary>A schedule that moves days takes a second person, who is at hand; one that an ended life left waiting is taken back.</summary>
    private RetentionSchedule Approved()
    {
        while (true)
        {
            var schedule = Room<ScheduleInForce>().Adopt();
            if (schedule.Sha256 == Room<ScheduleInForce>().OfFile().Schedule.Sha256)
                return schedule;
            foreach (var left in Room<CorrectionDesk>().List().Where(c => c is { Kind: "schedule-replaced", Standing: CorrectionStanding.Waits }))
                Room<Approving>().Reject(left.Correction, Second, RejectReason.WrongFacts);
            if (Room<ScheduleProposals>().Propose(InformedHow.AsPromised) is not Registered<AskedCorrection>.Done { Fact.Correction: { } asked })
                throw new InvalidOperationException("A schedule that moves days can be asked for.");
            Room<Approving>().Approve(asked.Correction, Second, asSingleOperator: false);
        }
    }

    /// <summary>Another person than the one who asks.</summary>
    public const string Second = "os-51a1e0d000000002";

    public RetentionRun Run => Room<RetentionRun>();

    /// <summary>Asked of the provider once only: from the second time on it would compile its answers, at many times the cost of a whole life.</summary>
    public T Room<T>()
        where T : notnull
    {
        if (!opened.TryGetValue(typeof(T), out var room))
            opened.Add(typeof(T), room = rooms.GetRequiredService<T>());
        return (T)room;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "before")]
    private static extern ref BeforeErasing Before(RetentionRun run);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "verifiedUntil")]
    private static extern ref Instant VerifiedUntil(BeforeErasing before);

    public void Dispose()
    {
        rooms.Dispose();
        catalogue.Dispose();
        Held.Dispose();
    }
}
