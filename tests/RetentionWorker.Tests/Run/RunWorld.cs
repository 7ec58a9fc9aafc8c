using System.Text.Json;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Canary;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Erase;
using RetentionWorker.Keys;
using RetentionWorker.Keys.LocalFile;
using RetentionWorker.Plan;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Catalogue;
using RetentionWorker.Tests.Stores;
using RetentionWorker.Verify;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Run;

/// <summary>A clock that stands until it is set.</summary>
internal class SetClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}

/// <summary>An installation in one process: a real catalogue and log, stores in memory, a clock that is set by hand.</summary>
internal sealed class RunWorld : IDisposable
{
    public static readonly ProjectId Lonely = new("lonely");
    public static readonly StoreName Interviews = new("interviews");
    public static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];
    private readonly TemporaryCatalogue home = new();

    public RunWorld(params string[] storeNames)
    {
        foreach (var name in storeNames.Length == 0 ? [Interviews.Value] : storeNames)
            Stores.Add(new StoreName(name), new FakeStore(new StoreName(name)) { Marker = "identity-of-" + name });
        using (var uow = Catalogue.Begin())
        {
            foreach (var store in Stores.Values)
                uow.Stores.Adopt(new AdoptedStore(store.Store, store.Marker!, Clock.Now));
            uow.Commit();
        }
        Adopt(Schedule);
    }

    public SetClock Clock { get; init; } = new(Instant.FromUtc(2026, 6, 1, 9, 0));

    public Dictionary<StoreName, FakeStore> Stores { get; } = [];

    public FakeStore Store => Stores[Interviews];

    public RetentionSchedule Schedule { get; private set; } = ScheduleOf(Limits.None, CalendarPeriod.Zero);

    public SqliteCatalogue Catalogue => home.Catalogue;

    public string DataDirectory => home.Directory;

    /// <summary>Destroys keys in the place of the real one.</summary>
    public IKeyShredder? Shredder { get; set; }

    public IRunProgress Progress { get; set; } = NoProgress.Instance;

    public int Parallelism { get; set; } = 2;

    public string Template { get; set; } = "{project}/{category}/{participant}/{*}";

    /// <summary>The stores in which canaries are wanted.</summary>
    public HashSet<StoreName> WithCanaries { get; } = [];

    public DeclaredResidue Declared { get; set; } = new(0, 0, 0, false, false);

    public static RetentionSchedule ScheduleOf(Limits limits, CalendarPeriod settle, string sha = "5c4ed01e") => new(
        sha, London,
        [
            new(new("recordings-at-project-end"), [new("recording"), new("transcript")], StartingPoint.ProjectEnd, null, new(0, 0), new(0, 14), null, null, null, "Leaflet."),
            new(new("contact-details-within-12-months"), [new("contact-details")], StartingPoint.ProjectEnd, null, new(11, 21), new(12, 0), null, null, null, "Leaflet."),
            new(new("everything-on-withdrawal"), [new("recording"), new("transcript"), new("contact-details")], StartingPoint.Withdrawal, null, new(0, 0), new(1, 0), null, null, null, "Leaflet."),
        ],
        limits, settle);

    public void Adopt(RetentionSchedule schedule)
    {
        Schedule = schedule;
        using var uow = Catalogue.Begin();
        uow.Schedules.Adopt(new AdoptedSchedule(schedule.Sha256, [1], Clock.Now));
        uow.Commit();
    }

    public RetentionRun NewRun()
    {
        var template = PathTemplate.Parse(Template).Template!;
        var configured = Stores.ToDictionary(s => s.Key, s => new ConfiguredStore(s.Key, "fake", template, Declared, s.Value, s.Value, Parallelism) { Clock = s.Value });
        var erasing = new Erasing(Stores.ToDictionary(s => s.Key, s => (IRecordEraser)s.Value));
        var keys = new CommitmentKeys(Path.Combine(DataDirectory, "commitment-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes);
        var commitments = new Commitments(keys);
        var verifying = new Verifying(configured);
        var plantable = Stores.Where(s => WithCanaries.Contains(s.Key)).ToDictionary(s => s.Key, s => new PlantableStore(configured[s.Key], s.Value));
        var planting = new Planting(Catalogue, Clock, plantable, new AuditLog(Unsigned.Instance), commitments, System.Security.Cryptography.RandomNumberGenerator.GetBytes);
        var proof = new ProofOfLife(Catalogue, configured, verifying, planting, new Looking(Catalogue, Clock, new AuditLog(Unsigned.Instance), new LastWord(commitments)));
        return new RetentionRun(Catalogue, Clock, configured, erasing, verifying, new AuditLog(Unsigned.Instance), commitments, Progress, proof, NewKeyKeeping(keys));
    }

    public KeyKeeping NewKeyKeeping(CommitmentKeys keys)
    {
        var shelf = new LocalKeyShelf(Path.Combine(DataDirectory, "commitment-keys"));
        return new KeyKeeping(Catalogue, Clock, new AuditLog(Unsigned.Instance), keys, shelf, new KeyErasing(Shredder ?? shelf, shelf));
    }

    public async Task<RunReport> OnceAsync(CancellationToken stop = default)
    {
        using var run = NewRun();
        using var held = EraseLock.TryTake(DataDirectory)!;
        return await run.OnceAsync(held, Schedule, stop);
    }

    /// <summary>Three recordings of a study that has ended and a contact that is not due yet, where more than one record waits for a person.</summary>
    public static RunWorld BeyondItsLimit()
    {
        var world = new RunWorld { Parallelism = 1 };
        world.Adopt(ScheduleOf(Limits.PerRun(new Bounds(Records: 1)), CalendarPeriod.Zero, "11m17"));
        for (var i = 0; i < 3; i++)
            world.Store.Put($"lonely/recording/P{i}/0.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        return world;
    }

    /// <summary>A plan that <c>os-1</c> asked for waits, and so does the daemon's own, with the same records and another digest.</summary>
    public async Task<(string Asked, string Daemons)> BothWaitAsync()
    {
        await DiscoverAsync();
        var asked = Keep(new PlanScope(Lonely, null, null));
        Assert.Equal(RunEnd.Waits, (await CarryOutAsync(asked)).End);
        var daemons = await WaitingAsync();
        Assert.NotEqual(asked, daemons);
        return (asked, daemons);
    }

    public async Task DiscoverAsync()
    {
        using var run = NewRun();
        await run.DiscoverAsync(Schedule, null, default);
    }

    /// <summary>A run that comes to a plan which waits; returns its digest.</summary>
    public async Task<string> WaitingAsync()
    {
        var report = await OnceAsync();
        Assert.Equal(RunEnd.Waits, report.End);
        return report.Plan.Digest;
    }

    /// <summary>Keeps the plan of now for the scope, as somebody who looked at it; returns its digest.</summary>
    public string Keep(PlanScope scope, string actor = "os-1", EarlyReason? early = null)
    {
        using (var run = NewRun())
            run.Decide(Schedule, default);
        MadePlan made;
        using (var session = Catalogue.Read())
        {
            var making = new PlanMaking(session);
            made = early is { } reason ? making.MakeEarly(Schedule, scope, reason, Clock.Now) : making.Make(Schedule, scope, Clock.Now);
        }
        // Through the door behind Previewing; what stands before it, the configured schedule's file, this world does not have.
        var keeping = new PlanKeeping(Catalogue, new AuditLog(Unsigned.Instance), Clock, actor);
        if (early is null)
            keeping.Save(made);
        else
            keeping.AskEarly(made);
        return made.Plan.Digest;
    }

    public async Task<RunReport> CarryOutAsync(string digest, CancellationToken stop = default)
    {
        using var run = NewRun();
        using var held = EraseLock.TryTake(DataDirectory)!;
        return await run.CarryOutAsync(held, Schedule, digest, "os-1", stop);
    }

    public Task<RunReport> PurgeAsync(PlanScope scope) => CarryOutAsync(Keep(scope));

    private Approving Approving => new(Catalogue, new AuditLog(Unsigned.Instance), Clock, adopted => ScheduleFile.Parse(adopted.Text).Schedule);

    public Judged Approve(string digest, string actor = "os-2", bool single = false) => Approving.Approve(digest, actor, single);

    public Judged Reject(string digest, string actor = "os-2") => Approving.Reject(digest, actor, RejectReason.WrongFacts);

    public KeptPlan Plan(string digest)
    {
        using var session = Catalogue.Read();
        return session.Plans.Find(digest)!;
    }

    public void AddProject(LocalDate? endedOn, ProjectId? id = null)
    {
        using var uow = Catalogue.Begin();
        uow.Projects.Put(new ProjectEntry(id ?? Lonely, null, null, endedOn, null, null, endedOn is null ? null : Clock.Now, Clock.Now));
        uow.Commit();
    }

    public long Hold(ParticipantId? participant = null, RecordAddress? record = null)
    {
        using var uow = Catalogue.Begin();
        var id = uow.Holds.Place(new Hold(0, Lonely, participant, null, record, HoldKind.Litigation, "CASE/1", new LocalDate(2030, 1, 1)), "os-2", Clock.Now);
        uow.Commit();
        return id;
    }

    public void Release(long hold)
    {
        using var uow = Catalogue.Begin();
        uow.Holds.Release(hold, "os-3", Clock.Now);
        uow.Commit();
    }

    public void Withdraw(string participant, LocalDate on)
    {
        using var uow = Catalogue.Begin();
        uow.Withdrawals.Add(new WithdrawalFacts(0, Lonely, new ParticipantId(participant), null, on, WithdrawalGround.Consent, Clock.Now), "os-1");
        uow.Commit();
    }

    /// <summary>The log's entries as text, in order.</summary>
    public IReadOnlyList<JsonElement> Log()
    {
        using var session = Catalogue.Read();
        return [.. session.Log.Read(0).Select(e => JsonDocument.Parse(e.Entry).RootElement)];
    }

    public IEnumerable<string> Kinds() => Log().Select(e => e.GetProperty("kind").GetString()!);

    public long OpenIntents()
    {
        using var session = Catalogue.Read();
        return session.Intents.ListOpen().Count;
    }

    /// <summary>Every intent has exactly one outcome, no outcome is without its intent, and no record was erased twice.</summary>
    public void AssertLogIsSound()
    {
        var intents = new Dictionary<long, string>();
        var erased = new HashSet<string>();
        foreach (var entry in Log())
        {
            if (entry.GetProperty("kind").GetString() == "erasure-intended")
                intents.Add(entry.GetProperty("seq").GetInt64(), entry.GetProperty("record").GetString()!);
            else if (entry.TryGetProperty("intent", out var intent))
                Assert.True(intents.Remove(intent.GetInt64(), out var record) && record == entry.GetProperty("record").GetString(), "An outcome without an open intent.");
            if (entry.GetProperty("kind").GetString() == "erased")
                Assert.True(erased.Add(entry.GetProperty("record").GetString()!), "Erased twice on the log.");
        }
        Assert.Empty(intents);
        using var session = Catalogue.Read();
        var leaves = session.Log.Read(0).Select(e => MerkleTree.LeafHash(e.Entry)).ToList();
        Assert.Equal(MerkleTree.RootOf(leaves.GetEnumerator(), leaves.Count), session.Log.Head().Root);
        Assert.Empty(session.Intents.ListOpen());
    }

    public void Dispose() => home.Dispose();
}
