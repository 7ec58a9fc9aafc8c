using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>What replies to a deletion come to. None of them may say more than the service did.</summary>
public sealed class ErasingFaultTests
{
    [Fact]
    public async Task Deletes_only_at_the_planned_version()
    {
        await using var container = new ScriptedContainer();
        var outcome = await EraseOneAsync(container, container.Put("a", "0x8DAB"));

        Assert.Equal(1, Assert.IsType<ErasureOutcome.Erased>(outcome).Copies);
        Assert.Equal("\"0x8DAB\"", Assert.Single(container.Deletes).Headers["If-Match"]);
        Assert.Empty(container.Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    public async Task Sends_nothing_for_a_version_that_would_match_anything(string version)
    {
        await using var container = new ScriptedContainer();
        container.Put("a");

        Assert.IsType<ErasureOutcome.Refused>(await EraseOneAsync(container, (RecordName.FromText("a"), new RecordVersion(version))));
        Assert.Empty(container.Deletes);
    }

    [Theory]
    [InlineData("../other/x")]
    [InlineData("a/../../other/x")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    public async Task Refuses_a_name_whose_request_would_reach_another_place(string name)
    {
        await using var container = new ScriptedContainer();

        var outcome = await EraseOneAsync(container, (RecordName.FromText(name), new RecordVersion("0x8D1")));

        Assert.Equal("name-not-addressable", Assert.IsType<ErasureOutcome.Refused>(outcome).Code);
        Assert.Empty(container.Deletes);
    }

    [Theory]
    [InlineData("trail/", "/account/archive/trail/")]
    [InlineData("trail", "/account/archive/trail")]
    [InlineData("/lead", "/account/archive//lead")]
    [InlineData("lead", "/account/archive/lead")]
    [InlineData("a//b", "/account/archive/a//b")]
    [InlineData("%2e%2e/x", "/account/archive/%252e%252e/x")]
    public async Task Hits_exactly_the_named_blob(string name, string path)
    {
        await using var container = new ScriptedContainer();
        foreach (var neighbour in (string[])["trail", "trail/", "lead", "/lead", "a/b", "a//b", "x", "../x"])
            container.Put(neighbour);
        var planned = container.Put(name);
        var others = container.Names.Where(n => n != name).ToList();

        Assert.IsType<ErasureOutcome.Erased>(await EraseOneAsync(container, planned));

        Assert.Equal(path, Assert.Single(container.Deletes).Path);
        Assert.Equal(others, container.Names);
    }

    [Theory]
    [InlineData(409, "BlobImmutableDueToPolicy")]
    [InlineData(409, "BlobImmutableDueToLegalHold")]
    [InlineData(409, "BlobBeingRehydrated")]
    [InlineData(412, "LeaseIdMissing")]
    [InlineData(403, "OperationNotAllowedOnRootBlob")]
    [InlineData(403, "AuthorizationPermissionMismatch")]
    [InlineData(401, "NoAuthenticationInformation")]
    [InlineData(400, "InvalidUri")]
    public async Task Reports_what_the_store_refuses_and_does_not_ask_again(int status, string code)
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete ? ScriptedReply.Error(status, code) : null;

        var outcomes = await container.Time.RunAsync(container.Patient.Eraser.EraseAsync(Orders.For([planned]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));

        Assert.Equal(code, Assert.IsType<ErasureOutcome.Refused>(Assert.Single(outcomes)).Code);
        Assert.Single(container.Deletes);
    }

    [Fact]
    public async Task Keeps_what_changed_and_tells_it_from_what_is_gone()
    {
        await using var container = new ScriptedContainer();
        var changed = container.Put("changed");
        container.Put("changed", "0x8D2");
        container.Hook = request => request.IsDelete && request.Path.EndsWith("gone", StringComparison.Ordinal) ? ScriptedReply.Error(412, "ConditionNotMet") : null;

        var outcomes = await EraseAsync(container, [changed, (RecordName.FromText("gone"), new RecordVersion("0x8D1"))]);

        Assert.Equal(KeptReason.Changed, Assert.IsType<ErasureOutcome.Kept>(outcomes[0]).Reason);
        Assert.IsType<ErasureOutcome.AlreadyAbsent>(outcomes[1]);
    }

    [Theory]
    [InlineData("ContainerNotFound", 404)]
    [InlineData("ContainerBeingDeleted", 409)]
    public async Task Keeps_the_record_and_the_rest_once_the_container_is_gone(string code, int status)
    {
        await using var container = new ScriptedContainer();
        var planned = Enumerable.Range(0, 200).Select(i => container.Put($"r{i:D3}")).ToList();
        container.Hook = request => request.IsDelete && request.Path.EndsWith("r000", StringComparison.Ordinal) ? ScriptedReply.Error(status, code) : null;
        container.Hook = Slowly(container.Hook);

        var outcomes = await EraseAsync(container, planned);

        Assert.Equal(KeptReason.StoreSuspect, Assert.IsType<ErasureOutcome.Kept>(outcomes[0]).Reason);
        Assert.Equal(KeptReason.StoreSuspect, Assert.IsType<ErasureOutcome.Kept>(outcomes[^1]).Reason);
        Assert.Equal(200 - outcomes.Count(outcome => outcome is ErasureOutcome.Erased), container.Names.Count);
        Assert.True(container.Deletes.Count < 200);
    }

    [Fact]
    public async Task Never_calls_a_record_absent_in_a_container_that_was_exchanged()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request =>
        {
            if (request.IsDelete)
                container.Identity = StoreHarness.Foreign;
            return null;
        };

        Assert.Equal(KeptReason.StoreSuspect, Assert.IsType<ErasureOutcome.Kept>(await EraseOneAsync(container, (RecordName.FromText("gone"), new RecordVersion("0x8D1")))).Reason);
    }

    [Fact]
    public async Task Never_calls_a_record_absent_on_the_word_of_somebody_else()
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete ? new ScriptedReply(404, "<html>not here<br></html>", "text/html") : null;

        Assert.Equal("http-404", Assert.IsType<ErasureOutcome.Failed>(await EraseOneAsync(container, planned)).Code);
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(503, "ServerBusy")]
    public async Task Comes_back_after_the_pause_that_the_service_asked_for(int status, string code)
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete && container.Deletes.Count == 1
            ? ScriptedReply.Error(status, code) with { Headers = new() { ["Retry-After"] = "13", ["x-ms-error-code"] = code } } : null;

        var outcomes = await container.Time.RunAsync(container.Patient.Eraser.EraseAsync(Orders.For([planned]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));

        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(outcomes));
        Assert.InRange(container.Time.Passed, TimeSpan.FromSeconds(13), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(Delivery.HangsUp)]
    [InlineData(Delivery.CutShort)]
    [InlineData(Delivery.Stalls)]
    internal async Task Leaves_a_deletion_whose_reply_was_lost_to_the_verification(Delivery delivery)
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete && container.Deletes.Count == 1 ? container.Container(request) with { Body = "lost", Delivery = delivery } : null;

        var outcomes = await container.Time.RunAsync(container.Patient.Eraser.EraseAsync(Orders.For([planned]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));

        Assert.IsType<ErasureOutcome.Failed>(Assert.Single(outcomes));
        Assert.Empty(container.Names);
        Assert.IsType<VerificationOutcome.Absent>(Assert.Single(await container.Time.RunAsync(container.Patient.Reader.VerifyAsync([planned.Name], TestContext.Current.CancellationToken))));
    }

    [Fact]
    public async Task Erases_after_a_request_that_was_lost_on_the_way()
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete && container.Deletes.Count == 1 ? new ScriptedReply(500, "x") { Delivery = Delivery.HangsUp } : null;

        var outcomes = await container.Time.RunAsync(container.Patient.Eraser.EraseAsync(Orders.For([planned]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));

        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(outcomes));
    }

    [Fact]
    public async Task Deletes_snapshots_with_their_blob_and_counts_them()
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Put("ab");
        container.Hook = request => request switch
        {
            { IsDelete: true } when !request.Headers.ContainsKey("x-ms-delete-snapshots") => ScriptedReply.Error(409, "SnapshotsPresent"),
            { IsList: true } => new ScriptedReply(200, container.Page([
                ScriptedContainer.Item("a", more: "<Snapshot>2026-11-16T02:05:02.5861463Z</Snapshot>"), ScriptedContainer.Item("a", more: "<Snapshot>2026-11-17T02:05:02.5861463Z</Snapshot>"),
                ScriptedContainer.Item("a"), ScriptedContainer.Item("ab", more: "<Snapshot>2026-11-17T02:05:02.5861463Z</Snapshot>"), ScriptedContainer.Item("ab")])),
            _ => null,
        };
        var gate = ClosingGate.AlwaysOpen;

        var outcome = Assert.Single(await container.Store.Eraser.EraseAsync(Orders.For([planned]), gate, TestContext.Current.CancellationToken));

        Assert.Equal(3, Assert.IsType<ErasureOutcome.Erased>(outcome).Copies);
        Assert.Equal("include", container.Deletes[1].Headers["x-ms-delete-snapshots"]);
        Assert.Equal("\"0x8D1\"", container.Deletes[1].Headers["If-Match"]);
        Assert.Equal(2, gate.Asked);
        Assert.Equal(["ab"], container.Names);
    }

    [Fact]
    public async Task Keeps_a_blob_with_snapshots_where_the_gate_closes_in_between()
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete ? ScriptedReply.Error(409, "SnapshotsPresent") : null;

        var outcome = Assert.Single(await container.Store.Eraser.EraseAsync(Orders.For([planned]), new ClosingGate(1, KeptReason.Held), TestContext.Current.CancellationToken));

        Assert.Equal(KeptReason.Held, Assert.IsType<ErasureOutcome.Kept>(outcome).Reason);
        Assert.Single(container.Deletes);
    }

    [Fact]
    public async Task Lets_a_request_in_flight_come_home_after_a_stop_and_sends_no_other()
    {
        await using var container = new ScriptedContainer();
        var planned = Enumerable.Range(0, 100).Select(i => container.Put($"r{i:D3}")).ToList();
        using var stop = new CancellationTokenSource();
        container.Hook = request =>
        {
            if (request.IsDelete)
                stop.Cancel();
            return null;
        };

        var outcomes = await container.Store.Eraser.EraseAsync(Orders.For(planned), ClosingGate.AlwaysOpen, stop.Token);

        Assert.Equal(100, outcomes.Count);
        Assert.Equal(container.Deletes.Count, outcomes.Count(outcome => outcome is ErasureOutcome.Erased));
        Assert.InRange(container.Deletes.Count, 1, 16);
        Assert.All(outcomes.Where(outcome => outcome is not ErasureOutcome.Erased), outcome => Assert.Equal(KeptReason.Stopping, Assert.IsType<ErasureOutcome.Kept>(outcome).Reason));
    }

    private static Func<ScriptedRequest, ScriptedReply?> Slowly(Func<ScriptedRequest, ScriptedReply?> hook) => request =>
    {
        // The scripted container answers one request at a time, so the first refusal is read long before the last request could be sent.
        if (request.IsDelete)
            Thread.Sleep(1);
        return hook(request);
    };

    private static async Task<ErasureOutcome> EraseOneAsync(ScriptedContainer container, (RecordName, RecordVersion) planned) => Assert.Single(await EraseAsync(container, [planned]));

    private static Task<IReadOnlyList<ErasureOutcome>> EraseAsync(ScriptedContainer container, IReadOnlyList<(RecordName, RecordVersion)> planned) =>
        container.Store.Eraser.EraseAsync(Orders.For(planned), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken);
}
