using Retention.Domain.Facts;
using Retention.Domain.Keys;
using RetentionWorker.Keys;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Bed;

/// <summary>A point before each call, at which others may go first; and none of them may have placed a hold by the time a key is destroyed.</summary>
internal sealed class AskedShredder(IKeyShredder real, Site site) : IKeyShredder
{
    public void Delete(ProjectId project, int epoch)
    {
        site.Strands.Point("delete the key");
        real.Delete(project, epoch);
    }

    public void Finish(ProjectId project, int epoch) => real.Finish(project, epoch);

    public void Destroy(KeyReceipt receipt)
    {
        site.Strands.Point("destroy the key");
        if (!site.MayErase(Strands.Here!.Party))
            site.Strands.Fail("a key is destroyed without the right to erase");
        using (var session = site.Observe())
        {
            if (session.Holds.Active().Any(h => h.IsOver(receipt.Project)))
                site.Strands.Fail("a key is destroyed although a hold over its project is recorded");
            if (session.Keys.Find(receipt.Project, receipt.Epoch) is not { State: KeyState.Deleted, Intent: { } intent } || intent != receipt.Seq)
                site.Strands.Fail("a key is destroyed without a durable intent");
        }
        real.Destroy(receipt);
        site.Strands.Point("destroyed the key");
    }
}
