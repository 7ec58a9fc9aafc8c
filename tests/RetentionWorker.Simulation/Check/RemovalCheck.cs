using Retention.Domain.Approvals;
using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Check;

/// <summary>The first promise, at the only instant that counts: right before something is gone.</summary>
internal static class RemovalCheck
{
    public static void Check(SimWorld world, SimStore store, ErasureOrder order)
    {
        var name = order.Record.Address.Name.ToString();
        var record = world.Model.Find(store.Name, name);
        Unless(record is { Present: true }, "it is nothing that was ever put there");
        Unless(store.Fake.Marker == store.Identity && order.StoreIdentity == store.Identity, "the store is not the one that was adopted");
        Unless(order.Record.Version.Value == record!.Version, $"it was version {order.Record.Version.Value} that was planned, and {record.Version} is there");
        var standing = world.Model.StandingOf(record, world.Clock.Now);
        var dates = world.Model.DatesOf(record);
        Unless(standing == Model.Standing.Due, $"it is {standing}, and due {(dates.DueAt is { } due ? DateTimeOffset.FromUnixTimeSeconds(due).ToString("u") : "never")}");
        Unless(world.Watch!.ScheduleBefore == world.Model.Schedule, "another schedule is in force than the one that it was planned under");
        Unless(!world.Model.Stopped, "the stop switch is thrown");
        Unless(!world.Watch.MustWait, "the plan goes beyond a limit, and nobody approved it");
        PromiseBroken.Unless(world.Log.IsIntended(record), PromiseBroken.Log, () => $"{record} is removed without an intent on the log");

        void Unless(bool may, string why) => PromiseBroken.Unless(may, PromiseBroken.MustStay, () => $"{store.Name}:{name}: {why}");
    }
}
