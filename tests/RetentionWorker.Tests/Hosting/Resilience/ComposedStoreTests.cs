using RetentionWorker.Cli;
using RetentionWorker.Hosting;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;
using RetentionWorker.Tests.Stores.AzureBlob;

namespace RetentionWorker.Tests.Hosting.Resilience;

/// <summary>What the configuration says of patience reaches the store.</summary>
public sealed class ComposedStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("retention-composed-").FullName;

    [Fact]
    public async Task A_container_is_asked_as_often_as_configured_and_no_more()
    {
        await using var service = new ScriptedService(_ => ScriptedReply.Error(500, "InternalError"));
        var stores = new StoreComposition(Read(service, "\"attempts\": 3, \"firstPauseMilliseconds\": 1"), new StandingClock(ContainerBed.Now));

        var fault = await Assert.ThrowsAsync<StoreFault>(() => stores.Stores[StoreHarness.Name].Identity.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal((StoreFaultKind.Unavailable, "InternalError"), (fault.Kind, fault.Code));
        Assert.Equal(3, service.Requests.Count);
    }

    [Fact]
    public async Task A_misspelt_or_senseless_setting_is_a_problem_with_its_path()
    {
        await using var service = new ScriptedService(_ => ScriptedReply.Error(500, "InternalError"));

        var problems = Assert.Throws<ConfigurationProblems>(() => Read(service, "\"attempts\": 0, \"budgetSecond\": 1")).Problems;

        Assert.Equal(["resilience.attempts", "resilience.budgetSecond"], problems.Select(problem => problem.Path).Order());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private RetentionOptions Read(ScriptedService service, string resilience)
    {
        File.WriteAllText(Path.Combine(folder, "connection"), $"DefaultEndpointsProtocol=http;AccountName=account;AccountKey=c2VjcmV0;BlobEndpoint=http://127.0.0.1:{service.Port}/account;");
        var config = Path.Combine(folder, "retention.json");
        File.WriteAllText(config, $$"""
            {
              "stores": { "{{StoreHarness.Name}}": {
                "kind": "azureBlob", "container": "archive", "template": "{project}/{category}/{participant}/{*}", "connectionStringFile": "connection",
                "declared": { "versioning": false, "softDeleteDays": 0, "replicated": false, "backupDays": 0 } } },
              "resilience": { {{resilience}} }
            }
            """);
        return ConfigurationReader.Read(new GlobalGiven(null, config, false), new Dictionary<string, string>(), folder, new StandingClock(ContainerBed.Now));
    }
}
