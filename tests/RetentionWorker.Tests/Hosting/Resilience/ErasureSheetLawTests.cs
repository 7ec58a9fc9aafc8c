using CsCheck;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Hosting.Resilience;

/// <summary>Laws that hold however attempts go.</summary>
public sealed class ErasureSheetLawTests
{
    /// <summary>What happens to one order in one attempt.</summary>
    private enum Event
    {
        Accepted,
        AcceptedAndReplyLost,
        LostOnTheWay,
        Busy,
        Refused,
        HeldMeanwhile,
        ReplacedBySomebody,
        RemovedBySomebody,
    }

    private static readonly Gen<Event[][]> Scripts = Gen.Int[0, (int)Event.RemovedBySomebody].Select(i => (Event)i).Array[4].Array[1, 6];

    [Fact]
    public void Every_order_has_one_outcome_and_none_denies_what_our_own_hand_did() => Scripts.Sample(script => Holds(script), iter: 3000);

    private static bool Holds(Event[][] script)
    {
        var store = new FakeStore(StoreHarness.Name) { Marker = StoreHarness.Adopted };
        var names = Enumerable.Range(0, script.Length).Select(i => RecordName.FromText($"r{i}")).ToList();
        var orders = Orders.For(names.Select(name => (name, store.Put(name, "x"))).ToList());
        var sheet = new ErasureSheet(orders);
        var accepted = new HashSet<RecordName>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var now = attempt;
            ErasureOrder? losing = null;
            Event Of(ErasureOrder order) => script[names.IndexOf(order.Record.Address.Name)][now];
            store.Answer = order =>
            {
                losing = null;
                switch (Of(order))
                {
                    case Event.AcceptedAndReplyLost:
                        losing = order;
                        return null;
                    case Event.LostOnTheWay:
                        return new ErasureOutcome.Failed(order, "no-answer") { Transient = true };
                    case Event.Busy:
                        return new ErasureOutcome.Failed(order, "ServerBusy") { Transient = true, Untouched = true };
                    case Event.Refused:
                        return new ErasureOutcome.Refused(order, "LeaseIdMissing");
                    case Event.HeldMeanwhile:
                        return new ErasureOutcome.Kept(order, KeptReason.Held);
                    case Event.ReplacedBySomebody:
                        store.Put(order.Record.Address.Name, "new");
                        return null;
                    case Event.RemovedBySomebody:
                        store.Remove(order.Record.Address.Name);
                        return null;
                    default:
                        return null;
                }
            };
            store.Reply = outcome =>
            {
                if (outcome is not ErasureOutcome.Erased)
                    return outcome;
                if (losing == outcome.Order)
                    return new ErasureOutcome.Failed(outcome.Order, "no-answer") { Transient = true };
                accepted.Add(outcome.Order.Record.Address.Name);
                return outcome;
            };
            var result = sheet.SubmitAsync(store, ClosingGate.AlwaysOpen, CancellationToken.None, CancellationToken.None).GetAwaiter().GetResult();
            if (!result.Again)
                break;
        }
        var outcomes = sheet.Outcomes(KeptReason.StoreSuspect);
        return outcomes.Select(outcome => outcome.Order).SequenceEqual(orders)
            && store.Removed.Count == store.Removed.Distinct().Count()
            && outcomes.All(outcome =>
            {
                var name = outcome.Order.Record.Address.Name;
                var removed = store.Removed.Contains(name);
                return outcome switch
                {
                    ErasureOutcome.Erased => accepted.Contains(name),
                    ErasureOutcome.Failed => true,
                    _ => !removed,
                };
            });
    }
}
