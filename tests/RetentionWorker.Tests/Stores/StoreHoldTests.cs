using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Run;
using RetentionWorker.Tests.Stores.AzureBlob;

namespace RetentionWorker.Tests.Stores;

/// <summary>Holds that a store itself reports are shown beside ours, and decide nothing.</summary>
public sealed class StoreHoldTests : IDisposable
{
    private static readonly Instant Until = Instant.FromUtc(2027, 3, 1, 12, 0);
    private readonly RunWorld world = new();

    [Fact]
    public async Task A_blobs_legal_hold_and_immutability_are_read_from_the_listing()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page([
            ScriptedContainer.Item("a", properties: "<LegalHold>true</LegalHold>"),
            ScriptedContainer.Item("b", properties: "<ImmutabilityPolicyUntilDate>Mon, 01 Mar 2027 12:00:00 GMT</ImmutabilityPolicyUntilDate><ImmutabilityPolicyMode>unlocked</ImmutabilityPolicyMode>"),
            ScriptedContainer.Item("c"),
        ])) : null;

        var found = (await container.ListAsync()).Cast<DiscoveredItem.Found>().Select(f => f.Hold);

        Assert.Equal([new StoreHold(Legal: true, null), new StoreHold(Legal: false, Until), null], found);
        Assert.Contains("legalhold", container.Requests.Single(r => r.IsList).Query("include"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_service_that_knows_no_holds_is_listed_without_and_with_all_its_copies()
    {
        await using var container = new ScriptedContainer(pageSize: 1);
        var asked = 0;
        container.Hook = request => !request.IsList ? null
            : request.Query("include")?.Contains("legalhold", StringComparison.OrdinalIgnoreCase) == true ? Refused()
            : new ScriptedReply(200, request.Query("marker") is null ? container.Page([ScriptedContainer.Item("a")], "m1") : container.Page([ScriptedContainer.Item("b")]));
        var reader = container.Store.Reader();

        Assert.Equal(["a", "b"], (await container.ListAsync(reader)).Select(item => item.Name.ToString()));
        Assert.Equal((1, true), (asked, reader.LastCopies!.Asked));

        ScriptedReply Refused()
        {
            asked++;
            return ScriptedReply.Error(400, "InvalidQueryParameterValue");
        }
    }

    [Theory]
    [InlineData("BlobImmutableDueToLegalHold", true)]
    [InlineData("BlobImmutableDueToPolicy", false)]
    public async Task A_refused_deletion_tells_of_the_hold_behind_it(string code, bool legal)
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete ? ScriptedReply.Error(409, code) : null;

        var outcome = Assert.Single(await container.Store.Eraser.EraseAsync(Orders.For([planned]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));

        Assert.Equal(new StoreHold(legal, null), Assert.IsType<ErasureOutcome.Refused>(outcome).Hold);
    }

    [Fact]
    public void A_legal_hold_without_one_of_ours_is_a_finding_and_one_beside_ours_is_none()
    {
        world.AddProject(endedOn: null);
        See(1, new StoreHold(Legal: true, null));
        Assert.Equal(("no-hold-of-ours", 1L), (Line().Finding, Line().LegalHold));
        var hold = world.Hold(new ParticipantId("P1"));
        Assert.Null(Line().Finding);
        Assert.Equal([hold], Line().Ours);

        See(2, null);
        Assert.Empty(Lines());
    }

    [Fact]
    public async Task What_a_refusal_told_stays_through_the_next_listing_until_the_record_is_gone()
    {
        world.AddProject(new LocalDate(2026, 5, 20));
        world.Store.Put(RecordName.FromText("lonely/recording/P1/a.wav"), "content");
        world.Store.Answer = order => new ErasureOutcome.Refused(order, "BlobImmutableDueToLegalHold") { Hold = new StoreHold(Legal: true, null) };
        await world.OnceAsync();
        await world.OnceAsync();
        Assert.Equal(1, Line().LegalHold);

        world.Store.Answer = null;
        world.Clock.Now += Duration.FromDays(20);
        await world.OnceAsync();
        Assert.Empty(Lines());
    }

    public void Dispose() => world.Dispose();

    private void See(long pass, StoreHold? hold)
    {
        using var uow = world.Catalogue.Begin();
        var key = new GroupKey(RunWorld.Interviews, RunWorld.Lonely, new CategoryName("recording"), new Participation([new ParticipantId("P1")]), new LocalDate(2026, 3, 1));
        uow.Records.NoteSeen(RunWorld.Interviews, pass, [new SeenRecord(RecordName.FromText("lonely/recording/P1/a.wav"), new RecordVersion("v1"), 1, world.Clock.Now, key) { Hold = hold }], world.Clock.Now);
        uow.Commit();
    }

    private IReadOnlyList<StoreHoldLine> Lines() => new StoreHoldStandings(world.Catalogue).List();

    private StoreHoldLine Line() => Assert.Single(Lines());
}
