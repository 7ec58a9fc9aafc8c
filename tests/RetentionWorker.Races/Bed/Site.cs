using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Races.Order;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Races.Bed;

/// <summary>
/// One installation for one schedule: a real catalogue in a directory of its own (in memory where the machine has such a place), stores in
/// memory that outlive processes, a clock that stands.
/// </summary>
internal sealed class Site : IDisposable
{
    public static readonly ProjectId Project = new("alpha");
    private readonly List<Process> processes = [];
    private readonly Pen pen = new();
    private readonly StandingClock clock = new(Instant.FromUtc(2026, 7, 2, 9, 0));
    private readonly List<(Party Owner, OrderedLock Lock)> erasers = [];

    public Site(string directory, RetentionSchedule schedule, Strands strands)
    {
        (Directory, Schedule, Strands) = (directory, schedule, strands);
        Time = new StrandTime(strands);
        foreach (var name in (string[])["archive", "interviews"])
            Stores.Add(new StoreName(name), Store(name));
        Truth = new Truth(this);
    }

    public string Directory { get; }

    public RetentionSchedule Schedule { get; }

    public Strands Strands { get; }

    public TimeProvider Time { get; }

    public IClock Clock => clock;

    public Dictionary<StoreName, FakeStore> Stores { get; } = [];

    public Truth Truth { get; }

    /// <summary>What a race remembers of this schedule.</summary>
    public object? Tag { get; set; }

    /// <summary>Days pass before anybody begins.</summary>
    public void Pass(int days) => clock.Now += Duration.FromDays(days);

    /// <summary>A process of the program that has the installation open.</summary>
    public Process Open(string name)
    {
        var process = new Process(this, new Party(name), SqliteCatalogue.Open(Directory), pen);
        processes.Add(process);
        return process;
    }

    /// <summary>How it came out, in a few words: which of the sides was first.</summary>
    public string Came { get; set; } = "";

    /// <summary>The right to erase, as the product takes it, for whoever asks.</summary>
    public IEraseLock? TryTake(Party asks)
    {
        Strands.Point("take the right to erase");
        if (EraseLock.TryTake(Directory) is not { } real)
            return null;
        var taken = new OrderedLock(real, this);
        erasers.Add((asks, taken));
        if (erasers.Count > 1)
            Strands.Fail("two processes hold the right to erase");
        return taken;
    }

    /// <summary>What is durable now, for whoever judges.</summary>
    public IReadSession Observe() => Observed.Read();

    public ICatalogue Observed => processes[0].Observed;

    /// <summary>After all others have ended somebody acts alone, in the usual order.</summary>
    public void Alone(Party party, Func<Task> work) => Strands.Run((party, work));

    public bool MayErase(Party party) => erasers.Exists(e => e.Owner == party);

    public void GiveBack(OrderedLock taken) => erasers.RemoveAll(e => e.Lock == taken);

    /// <summary>The kernel ends a process at once, and gives back what it had locked.</summary>
    public void Kill(Party party)
    {
        party.Dead = true;
        foreach (var (_, held) in erasers.Where(e => e.Owner == party).ToList())
            held.Release();
    }

    public void Dispose()
    {
        foreach (var process in processes)
            process.Dispose();
    }

    private FakeStore Store(string name)
    {
        var store = new FakeStore(new StoreName(name)) { Marker = "identity-of-" + name };
        store.OnCall = call =>
        {
            Strands.Point($"{call} of {name}");
            return null;
        };
        store.BeforeRemoval = order =>
        {
            Strands.Point($"removal of {order.Record.Address}");
            Truth.Removing(order.Record.Address);
        };
        store.AfterRemoval = _ => Strands.Point("removed");
        return store;
    }
}

/// <summary>Stands.</summary>
internal sealed class StandingClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}

/// <summary>The real lock, with a point before it is given back.</summary>
internal sealed class OrderedLock(EraseLock real, Site site) : IEraseLock
{
    public void Dispose()
    {
        try
        {
            site.Strands.Point("give the right back");
        }
        finally
        {
            Release();
        }
    }

    public void Release()
    {
        site.GiveBack(this);
        real.Dispose();
    }
}
