using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Run;

/// <summary>A guard is opened for the code that was looked at, and not for one that another process wrote meanwhile.</summary>
public sealed class GuardOpenedStaleTests : IDisposable
{
    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void A_listings_doubt_that_comes_between_the_look_and_the_opening_stands()
    {
        var notes = new GuardNotes(world.Catalogue, world.Clock, new AuditLog(Unsigned.Instance));
        notes.Close(StoreDesk.Guard, RunWorld.Interviews, "marker-missing");
        var between = new Between(world.Catalogue, () => notes.Close(StoreDesk.Guard, RunWorld.Interviews, "emptied", 3, 0));
        new GuardNotes(between, world.Clock, new AuditLog(Unsigned.Instance)).Open(StoreDesk.Guard, RunWorld.Interviews, code => !StoreDesk.IsOfListing(code));
        using var session = world.Catalogue.Read();
        Assert.Equal("emptied", session.Guards.Find(StoreDesk.Guard, RunWorld.Interviews)?.Code);
    }
}
