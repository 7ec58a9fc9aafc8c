using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Register;
using RetentionWorker.Simulation.Check;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Machine;

/// <summary>Everything that a seed makes: the world as it is, the installation in it, and what the checks know.</summary>
internal sealed class SimWorld : IDisposable
{
    /// <summary>Of a hundred lives so many read the whole log before their first run.</summary>
    private const int ReadsLog = 15;

    private readonly SimRandom keys;
    private readonly SimRandom lives;
    private readonly SeedConnections connections;
    private Life? life;
    private int puts;

    public SimWorld(long seed, string directory, bool verbose)
    {
        (Seed, Directory) = (seed, directory);
        Trace = new SimTrace(this, verbose);
        Random = new SimRandom(seed, "world");
        keys = new SimRandom(seed, "keys");
        lives = new SimRandom(seed, "lives");
        Scheduler = new SeededScheduler(new SimRandom(seed, "steps"));
        Calendar = new NaiveCalendar(london: Random.Percent(80));
        FirstDay = new DateOnly(Random.Between(2026, 2031), Random.Between(1, 12), Random.Between(1, 28));
        Clock = new SimClock(Calendar.StartOf(FirstDay));
        Stores = [Store("archive", "{project}/{category}/{participant}/{collected}/{*}"), Store("interviews", "{project}/{category}/{participant}/{*}"), Store("shared", "{project}/{category}/{*}")];
        Written = Schedules.First(this);
        Model = new ModelWorld(Calendar, Written);
        connections = new SeedConnections(directory);
        Log = new LogCheck(directory, connections);
        Write(Written);
    }

    public long Seed { get; }

    public string Directory { get; }

    public SimTrace Trace { get; }

    public SimRandom Random { get; }

    public SeededScheduler Scheduler { get; }

    public NaiveCalendar Calendar { get; }

    public DateOnly FirstDay { get; }

    public SimClock Clock { get; }

    public IReadOnlyList<SimStore> Stores { get; }

    public ModelWorld Model { get; }

    /// <summary>The schedule in the file; it is in force from the next look on.</summary>
    public ModelSchedule Written { get; private set; }

    public Knowledge Knowledge { get; } = new();

    public LogCheck Log { get; }

    public Counts Counts { get; } = new();

    /// <summary>The run that is going on, if any.</summary>
    public RunWatch? Watch { get; set; }

    /// <summary>Until then nothing runs.</summary>
    public long DownUntil { get; set; }

    /// <summary>How the next run ends early, or null: killed after so many points.</summary>
    public int? KillNextAfter { get; set; }

    /// <summary>What happens in the middle of the next run that comes so far.</summary>
    public Surprise? MeanwhileNext { get; set; }

    /// <summary>Something happened since the last run that came through.</summary>
    public bool Stirred { get; set; } = true;

    /// <summary>What the stores hold, or show, changed since the last listing.</summary>
    public bool StoresMoved { get; set; } = true;

    /// <summary>Something due was left by the last run.</summary>
    public bool Hindered { get; set; }

    public DateOnly Today => Calendar.DayOf(Clock.Now);

    public Instant Now => Clock.GetCurrentInstant();

    public Life Life => life ??= Begin();

    public bool Lives => life is not null;

    private string SchedulePath => Path.Combine(Directory, "retention-schedule.yaml");

    /// <summary>One of them; in the middle of a run rather one that is about to go.</summary>
    public T Aim<T>(IReadOnlyList<T> candidates, Func<T, ModelRecord, bool> concerns)
    {
        if (Watch is { DueAtStart.Count: > 0 } watch && Random.Percent(85))
        {
            var aimed = candidates.Where(c => watch.DueAtStart.Any(r => r.Present && concerns(c, r))).ToList();
            if (aimed.Count > 0)
                return Random.OneOf(aimed);
        }
        return Random.OneOf(candidates);
    }

    public SimStore StoreNamed(string name) => Stores.First(s => s.Name == name);

    public void EndLife()
    {
        life?.Dispose();
        life = null;
    }

    public void Write(ModelSchedule schedule)
    {
        Written = schedule;
        File.WriteAllText(SchedulePath, schedule.ToYaml());
        File.SetUnixFileMode(SchedulePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Whether a desk recorded it; the model follows only then.</summary>
    public bool Recorded<T>(Registered<T> answer, out T fact)
    {
        fact = answer is Registered<T>.Done done ? done.Fact : default!;
        return answer is Registered<T>.Done;
    }

    /// <summary>New content at a place, in the store and in the model.</summary>
    public ModelRecord Put(string store, string name, string? project, string? category, IReadOnlyList<string> people, DateOnly collected)
    {
        var record = Model.Find(store, name);
        if (record is null)
            Model.Add(record = new ModelRecord(store, name, project, category, people, collected));
        else if (record.Present)
            Knowledge.Replaced(record);
        else
            record.CameBackInDoubt |= Log.OpenIntents > 0;
        var noon = Instant.FromUnixTimeSeconds(Calendar.StartOf(record.Collected) + 43200);
        // No two are of one size: what has size and date of something that vanished from under a hold is taken for it.
        record.Version = StoreNamed(store).Fake.Put(name, $"content {Clock.Now}".PadRight(20 + ++puts), noon).Value;
        record.Present = true;
        record.ArrivedAt = Clock.Now;
        Moved();
        return record;
    }

    /// <summary>Somebody else takes it away.</summary>
    public void TakeAway(ModelRecord record)
    {
        StoreNamed(record.Store).Fake.Remove(RecordName.FromText(record.Name));
        record.Present = false;
        record.Gone++;
        Moved();
    }

    public void Dispose()
    {
        EndLife();
        Log.Dispose();
        connections.Dispose();
    }

    private void Moved()
    {
        (Stirred, StoresMoved) = (true, true);
        if (Watch is { } watch)
            watch.StoresMoved = true;
    }

    /// <summary>Most lives take over what the checks know of the log, entry by entry: reading it anew each time is most of what a short life does.</summary>
    private Life Begin()
    {
        var reads = lives.Percent(ReadsLog);
        if (!reads)
            Log.CheckHead();
        return new Life(Directory, SchedulePath, connections, Clock, Stores, keys, new RunHooks(this), reads);
    }

    private SimStore Store(string name, string template) => new(name, template, new SimRandom(Seed, "store " + name), Clock);
}
