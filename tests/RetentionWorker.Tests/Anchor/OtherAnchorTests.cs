using System.Text.Json;
using Azure.Storage.Blobs;
using Retention.Domain.Transparency;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Shared;
using RetentionWorker.Tests.Watch;

namespace RetentionWorker.Tests.Anchor;

/// <summary>Checkpoints by e-mail, and in an Azure container; and what is wrong with places in the configuration.</summary>
public sealed class OtherAnchorTests(AzuriteFixture azurite) : IDisposable
{
    private static int number;
    private readonly AnchorBed bed = new();

    public void Dispose() => bed.Dispose();

    [Fact]
    public async Task By_mail_a_person_gets_the_checkpoint_and_no_entry()
    {
        using var mail = new MailReceiver();
        await bed.Desk.WithStudyAsync();
        bed.Configure(("dpo", new { kind = "mail", to = "dpo@institute.test" }));
        var configuration = JsonDocument.Parse(File.ReadAllText(Path.Combine(bed.Desk.Home, "retention.json"))).RootElement.GetRawText();
        var smtp = $$"""{ "daemon": { "escalate": { "smtp": { "host": "127.0.0.1", "port": {{mail.Port}}, "security": "none", "from": "retention@institute.test", "to": "ops@institute.test" } } }, """;
        bed.Desk.Write("retention.json", smtp + configuration.TrimStart()[1..]);
        var said = await bed.AnchorAsync();
        Assert.True(said.Code == ExitCode.Done, said.Errors);
        var (_, to, message) = Assert.Single(mail.Taken);
        Assert.Equal(["dpo@institute.test"], to);
        var note = message[message.IndexOf("retention/", StringComparison.Ordinal)..];
        Assert.Contains($"\n{said.Json.GetProperty("size").GetInt64()}", note.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("study-1", message, StringComparison.Ordinal);

        mail.Refuses = true;
        Assert.Equal((ExitCode.Unavailable, "refused"), (await bed.AnchorAsync()) is var no ? (no.Code, no.Json.GetProperty("code").GetString()) : default);
    }

    [Fact]
    public async Task In_a_container_each_checkpoint_is_a_blob_and_an_older_log_is_found_out()
    {
        var server = await azurite.ServerAsync();
        var container = new BlobServiceClient(server.ConnectionString, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)).GetBlobContainerClient($"anchors-{Interlocked.Increment(ref number)}");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        bed.Desk.Write("connection", server.ConnectionString + "\n");
        await bed.StartAsync(("worm", new { kind = "azureBlob", service = server.Service.ToString(), container = container.Name, connectionStringFile = "connection", serviceVersion = AzuriteServer.ServiceVersion }));
        var putBack = bed.Copy();
        await bed.WriteAsync("more", 2);
        Assert.Equal(ExitCode.Done, (await bed.AnchorAsync()).Code);
        await bed.WriteAsync("again", 2);
        var size = (await bed.AnchorAsync()).Json.GetProperty("size").GetInt64();
        var blobs = container.GetBlobs(cancellationToken: TestContext.Current.CancellationToken).Select(b => b.Name).ToList();
        Assert.Equal(2, blobs.Count);
        var kept = (await container.GetBlobClient(blobs[1]).DownloadContentAsync(TestContext.Current.CancellationToken)).Value.Content.ToArray();
        Assert.Equal(size, Checkpoint.Parse(SignedNote.Parse(kept).Text).Size);
        Assert.Contains($"rests on worm: {size} entries", (await bed.Desk.DoAsync("audit", "verify")).Output, StringComparison.Ordinal);

        putBack();
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("run", "--once")).Code);
        Assert.Equal("ahead", (await bed.AnchorAsync()).Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task One_place_that_is_away_keeps_no_other_one_waiting()
    {
        Directory.CreateDirectory(Path.Combine(bed.Desk.Home, "here"));
        await bed.StartAsync(("away", new { kind = "directory", path = "not-mounted" }), ("here", new { kind = "directory", path = "here" }));
        var said = await bed.AnchorAsync();
        Assert.Equal(ExitCode.PartlyDone, said.Code);
        Assert.Contains("away (unreachable)", said.Errors, StringComparison.Ordinal);
        Assert.Equal("here", Assert.Single(await bed.EntriesAsync("anchor")).GetProperty("place").GetString());
    }

    [Theory]
    [InlineData("{ \"kind\": \"cellar\" }", "anchors.places.p.kind")]
    [InlineData("{ \"kind\": \"directory\" }", "anchors.places.p.path")]
    [InlineData("{ \"kind\": \"directory\", \"path\": \"x\", \"url\": \"http://x\" }", "anchors.places.p.url")]
    [InlineData("{ \"kind\": \"witness\", \"url\": \"ftp://x\", \"vkey\": \"a+b+c\" }", "anchors.places.p.vkey")]
    [InlineData("{ \"kind\": \"timeStamp\", \"url\": \"https://tsa.test\", \"certificate\": \"nowhere.pem\" }", "anchors.places.p.certificate")]
    [InlineData("{ \"kind\": \"mail\", \"to\": \"dpo@institute.test\" }", "anchors.places.p.kind")]
    [InlineData("{ \"kind\": \"azureBlob\", \"service\": \"http://elsewhere.test\", \"container\": \"Ä\" }", "anchors.places.p.container")]
    [InlineData("{ \"kind\": \"directory\", \"path\": \"x\", \"pfad\": \"y\" }", "anchors.places.p.pfad")]
    public async Task What_is_wrong_with_a_place_is_named_with_its_key(string place, string key)
    {
        bed.Desk.Write("retention.json", Desk(place));
        var said = await bed.Desk.SayAsync("status");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Contains(key, said.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bed.Desk.Home, "retention-data")));

        static string Desk(string place) => Tests.Cli.Desk.Configuration.Replace("{ \"schedule\"", "{ \"anchors\": { \"places\": { \"p\": " + place + " } }, \"schedule\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_place_the_verb_says_where_to_write_one()
    {
        await bed.Desk.WithStudyAsync();
        var said = await bed.Desk.SayAsync("audit", "anchor");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Contains("anchors.places", said.Errors, StringComparison.Ordinal);
    }
}
