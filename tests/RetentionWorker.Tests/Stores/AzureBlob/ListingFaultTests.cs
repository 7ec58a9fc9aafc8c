using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>A listing that cannot be believed is a fault, never a short list: what is not listed passes for gone.</summary>
public sealed class ListingFaultTests
{
    private static readonly string[] Two = [ScriptedContainer.Item("a"), ScriptedContainer.Item("b")];

    [Fact]
    public async Task Lists_all_pages_up_to_the_last()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => !request.IsList ? null : new ScriptedReply(200, request.Query("marker") switch
        {
            null => container.Page([ScriptedContainer.Item("a")], "m1"),
            "m1" => container.Page([], "m2"),
            _ => container.Page([ScriptedContainer.Item("b")]),
        });

        Assert.Equal(["a", "b"], (await container.ListAsync()).Select(item => item.Name.ToString()));
    }

    [Theory]
    [InlineData(Delivery.CutShort, StoreFaultKind.Transient)]
    [InlineData(Delivery.EndsEarly, StoreFaultKind.Garbled)]
    [InlineData(Delivery.Stalls, StoreFaultKind.Transient)]
    [InlineData(Delivery.HangsUp, StoreFaultKind.Transient)]
    internal async Task Faults_on_a_page_that_does_not_arrive_whole(Delivery delivery, StoreFaultKind kind)
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page(Two)) { Delivery = delivery } : null;

        Assert.Equal(kind, (await FaultAsync(container)).Kind);
    }

    [Theory]
    [InlineData("<html><body>Sign in to the network<br></body></html>", "text/html")]
    [InlineData("<html><body><p>Sign in</p></body></html>", "text/html")]
    [InlineData("<html><body><p>Sign in</p></body></html>", "application/xml")]
    [InlineData("{\"error\":\"no\"}", "application/json")]
    [InlineData("", "application/xml")]
    [InlineData("<?xml version=\"1.0\"?><EnumerationResults ContainerName=\"archive\"><Blobs><Blob></Blob></Blobs><NextMarker /></EnumerationResults>", "application/xml")]
    [InlineData("<?xml version=\"1.0\"?><EnumerationResults ContainerName=\"archive\"></EnumerationResults>", "application/xml")]
    public async Task Faults_on_a_200_that_is_no_page(string body, string type)
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, body, type) : null;

        Assert.Equal(StoreFaultKind.Garbled, (await FaultAsync(container)).Kind);
    }

    [Fact]
    public async Task Faults_on_a_page_that_does_not_say_whether_another_follows()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page(Two).Replace("<NextMarker />", "", StringComparison.Ordinal)) : null;

        Assert.Equal("page-without-end", (await FaultAsync(container)).Code);
    }

    [Fact]
    public async Task Faults_on_a_page_of_another_container()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page(Two, container: "archive2")) : null;

        Assert.Equal("page-of-another-container", (await FaultAsync(container)).Code);
    }

    [Theory]
    [InlineData("m1,m1")]
    [InlineData("m1,m2,m3,m2")]
    public async Task Ends_a_listing_that_goes_round_in_a_circle(string markers)
    {
        await using var container = new ScriptedContainer();
        var page = 0;
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page([ScriptedContainer.Item($"n{page}")], markers.Split(',')[page++])) : null;

        Assert.Equal("repeated-marker", (await FaultAsync(container)).Code);
    }

    [Fact]
    public async Task Faults_on_the_same_page_under_ever_new_markers()
    {
        await using var container = new ScriptedContainer();
        var page = 0;
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page(Two, $"m{page++}")) : null;

        Assert.Equal("repeated-page", (await FaultAsync(container)).Code);
    }

    [Fact]
    public async Task Takes_a_container_that_goes_in_the_middle_for_suspect()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => !request.IsList ? null
            : request.Query("marker") is null ? new ScriptedReply(200, container.Page(Two, "m1")) : ScriptedReply.Error(404, "ContainerNotFound");

        var fault = await FaultAsync(container);

        Assert.Equal((StoreFaultKind.Suspect, "ContainerNotFound"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task Takes_a_container_that_was_exchanged_in_the_middle_for_suspect()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request =>
        {
            if (request.IsList)
                container.Identity = StoreHarness.Foreign;
            return null;
        };

        Assert.Equal("marker-differs", (await FaultAsync(container)).Code);
    }

    [Theory]
    [InlineData(401, "NoAuthenticationInformation", StoreFaultKind.Denied)]
    [InlineData(403, "AuthorizationPermissionMismatch", StoreFaultKind.Denied)]
    [InlineData(404, "ResourceNotFound", StoreFaultKind.Suspect)]
    [InlineData(409, "ContainerBeingDeleted", StoreFaultKind.Suspect)]
    [InlineData(429, "TooManyRequests", StoreFaultKind.Throttled)]
    [InlineData(503, "ServerBusy", StoreFaultKind.Throttled)]
    [InlineData(500, "InternalError", StoreFaultKind.Transient)]
    [InlineData(400, "InvalidHeaderValue", StoreFaultKind.Garbled)]
    internal async Task Reads_every_error_by_its_status_and_code(int status, string code, StoreFaultKind kind)
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? ScriptedReply.Error(status, code) : null;

        var fault = await FaultAsync(container);

        Assert.Equal((kind, code), (fault.Kind, fault.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>busy<br></body></html>")]
    public async Task Reads_the_status_of_an_error_whose_body_is_no_xml(string body)
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(503, body) { Headers = { ["Retry-After"] = "7" } } : null;

        var fault = await FaultAsync(container);

        Assert.Equal((StoreFaultKind.Throttled, "http-503", TimeSpan.FromSeconds(7)), (fault.Kind, fault.Code, fault.RetryAfter));
    }

    [Fact]
    public async Task Goes_on_with_the_same_page_after_a_pause_that_the_service_asked_for()
    {
        await using var container = new ScriptedContainer();
        var calls = 0;
        container.Hook = request => !request.IsList ? null : ++calls switch
        {
            1 => new ScriptedReply(200, container.Page([ScriptedContainer.Item("a")], "m1")),
            2 => ScriptedReply.Error(503, "ServerBusy") with { Headers = new() { ["Retry-After"] = "11", ["x-ms-error-code"] = "ServerBusy" } },
            _ => new ScriptedReply(200, container.Page([ScriptedContainer.Item("b")])),
        };

        var found = await container.Time.RunAsync(container.ListAsync(container.Patient.Reader));

        Assert.Equal(["a", "b"], found.Select(item => item.Name.ToString()));
        Assert.Equal([null, "m1", "m1"], container.Requests.Where(request => request.IsList).Select(request => request.Query("marker")));
        Assert.InRange(container.Time.Passed, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Asks_for_less_where_the_service_does_not_list_copies_and_says_so()
    {
        await using var container = new ScriptedContainer();
        container.Put("a");
        container.Hook = request => request.IsList && request.Query("include")?.Contains("versions", StringComparison.OrdinalIgnoreCase) == true
            ? ScriptedReply.Error(400, "InvalidQueryParameterValue") : null;
        var reader = container.Store.Reader();

        Assert.Single(await container.ListAsync(reader));
        Assert.False(reader.LastCopies!.Asked);
        Assert.Contains(
            new Residue(ResidueKind.Undeclared, null),
            Assert.IsType<VerificationOutcome.Absent>(Assert.Single(await reader.VerifyAsync([RecordName.FromText("gone")], TestContext.Current.CancellationToken))).Residue);
    }

    [Fact]
    public async Task Takes_only_current_blobs_for_records_and_counts_the_copies()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page([
            ScriptedContainer.Item("a", more: "<Snapshot>2026-11-16T02:05:02.5861463Z</Snapshot>"),
            ScriptedContainer.Item("a", more: "<VersionId>2026-11-15T02:05:02.5861463Z</VersionId>"),
            ScriptedContainer.Item("a", more: "<VersionId>2026-11-16T02:05:02.5861463Z</VersionId><IsCurrentVersion>true</IsCurrentVersion>"),
            ScriptedContainer.Item("b", more: "<Deleted>true</Deleted>", properties: "<RemainingRetentionDays>6</RemainingRetentionDays>"),
            ScriptedContainer.Item("c", etag: ""),
        ])) : null;
        var reader = container.Store.Reader();

        var found = await container.ListAsync(reader);

        Assert.Equal(["Found a", "Unreadable c"], found.Select(item => $"{item.GetType().Name} {item.Name}"));
        Assert.Equal(new CopiesSeen(1, 1, 1), reader.LastCopies);
    }

    [Fact]
    public async Task Repeats_nothing_of_a_refusal_that_holds_names()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(403,
            "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>no</Message><AuthenticationErrorDetail>string to sign: GET /account/archive/lonely/recording/P01</AuthenticationErrorDetail></Error>") : null;

        Assert.DoesNotContain("P01", (await FaultAsync(container)).ToString(), StringComparison.Ordinal);
    }

    private static Task<StoreFault> FaultAsync(ScriptedContainer container) => Assert.ThrowsAsync<StoreFault>(() => container.ListAsync());
}
