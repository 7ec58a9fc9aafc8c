using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Simulation.Machine;

/// <summary>What ails a store, each until an instant; what is past ails it no more.</summary>
internal enum Ailment
{
    Unplugged,
    MarkerSwapped,
    MarkerLost,
    ListsNothing,
    Throttled,
    ErasuresFail,
    ErasuresRefused,
    RepliesLost,
    NotFlushed,
    Undying,
    VerifyFails,
}

/// <summary>A store in memory with its ailments. Everything that it shows is drawn from the seed.</summary>
internal sealed class SimStore
{
    private readonly Dictionary<Ailment, long> until = [];
    private readonly SimRandom random;
    private readonly SimClock clock;

    public SimStore(string name, string template, SimRandom random, SimClock clock)
    {
        (this.random, this.clock) = (random, clock);
        Identity = $"identity-of-{name}";
        Fake = new FakeStore(new StoreName(name)) { Marker = Identity, PageSize = 64 };
        Configured = new ConfiguredStore(
            Fake.Store, "simulated", PathTemplate.Parse(template).Template!, new DeclaredResidue(random.OneOf([0, 0, 35]), 0, 0, false, false), Fake, Fake, random.OneOf([1, 1, 2]));
        Fake.OnCall = OnCall;
        Fake.Answer = Answer;
        Fake.Reply = Reply;
        Fake.BeforeRemoval = order => BeforeRemoval?.Invoke(order);
        Fake.AfterRemoval = order => AfterRemoval?.Invoke(order);
    }

    public string Name => Fake.Store.Value;

    public string Identity { get; }

    public FakeStore Fake { get; }

    public ConfiguredStore Configured { get; }

    /// <summary>Hears of each call before anything else, and may kill the process.</summary>
    public Action<FakeStoreCall>? Called { get; set; }

    /// <summary>Hears of each order before the gate is asked; facts may change here.</summary>
    public Action<ErasureOrder>? Ordered { get; set; }

    public Action<ErasureOrder>? BeforeRemoval { get; set; }

    public Action<ErasureOrder>? AfterRemoval { get; set; }

    /// <summary>Hears that an ailment showed, with the record that it concerned.</summary>
    public Action<Ailment, string?>? Showed { get; set; }

    public bool IsSound => until.Count == 0;

    public bool Has(Ailment ailment) => until.ContainsKey(ailment);

    public void Fall(Ailment ailment, long untilThen)
    {
        until[ailment] = untilThen;
        Show();
    }

    /// <summary>Ends what is over by now, or everything.</summary>
    public void Recover(bool wholly)
    {
        foreach (var (ailment, end) in until.ToList())
        {
            if (wholly || end <= clock.Now)
                until.Remove(ailment);
        }
        Show();
    }

    private void Show()
    {
        Fake.Unplugged = Has(Ailment.Unplugged);
        Fake.ListsNothing = Has(Ailment.ListsNothing);
        Fake.Marker = Has(Ailment.MarkerSwapped) ? "identity-of-a-stranger" : Has(Ailment.MarkerLost) ? null : Identity;
        if (!Has(Ailment.Undying))
            Fake.Undying.Clear();
    }

    private StoreFault? OnCall(FakeStoreCall call)
    {
        clock.Advance(random.Below(3));
        Called?.Invoke(call);
        if (Has(Ailment.Throttled) && random.Percent(30))
            return Fault(Ailment.Throttled, StoreFaultKind.Throttled, "429");
        if (call == FakeStoreCall.Verify && Has(Ailment.VerifyFails))
            return Fault(Ailment.VerifyFails, StoreFaultKind.Unavailable, "EIO");
        foreach (var ailment in (Ailment[])[Ailment.Unplugged, Ailment.MarkerSwapped, Ailment.MarkerLost, Ailment.ListsNothing])
        {
            if (Has(ailment))
                Showed?.Invoke(ailment, null);
        }
        return null;
    }

    private StoreFault Fault(Ailment ailment, StoreFaultKind kind, string code)
    {
        Showed?.Invoke(ailment, null);
        return new StoreFault(kind, code, "Simulated.");
    }

    private ErasureOutcome? Answer(ErasureOrder order)
    {
        Ordered?.Invoke(order);
        var name = order.Record.Address.Name;
        if (Has(Ailment.Undying) && random.Percent(40))
            Fake.Undying.Add(name);
        if (Fake.Undying.Contains(name))
            Showed?.Invoke(Ailment.Undying, name.ToString());
        if (Has(Ailment.ErasuresRefused) && random.Percent(60))
            return Ailing(Ailment.ErasuresRefused, new ErasureOutcome.Refused(order, "immutable"));
        if (Has(Ailment.ErasuresFail) && random.Percent(60))
            return Ailing(Ailment.ErasuresFail, new ErasureOutcome.Failed(order, "EIO") { Untouched = random.Percent(50) });
        return null;
    }

    private ErasureOutcome Reply(ErasureOutcome outcome)
    {
        if (outcome is not ErasureOutcome.Erased)
            return outcome;
        if (Has(Ailment.RepliesLost) && random.Percent(60))
            return Ailing(Ailment.RepliesLost, new ErasureOutcome.Failed(outcome.Order, "reply-lost"));
        if (Has(Ailment.NotFlushed) && random.Percent(60))
            return Ailing(Ailment.NotFlushed, new ErasureOutcome.Failed(outcome.Order, "fsync-EIO"));
        return outcome;
    }

    private ErasureOutcome Ailing(Ailment ailment, ErasureOutcome outcome)
    {
        Showed?.Invoke(ailment, outcome.Order.Record.Address.Name.ToString());
        return outcome;
    }
}
