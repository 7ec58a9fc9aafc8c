using RetentionWorker.Stores.AzureBlob;

namespace RetentionWorker.Tests.Stores.AzureBlob;

public sealed class AzureBlobStoreOptionsCheckTests : IDisposable
{
    private const string Connection = "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";
    private readonly string folder = Directory.CreateTempSubdirectory("retention-options-").FullName;

    private static readonly AzureBlobStoreOptions Good = new()
    {
        Service = "https://acc.blob.core.windows.net",
        Container = "archive",
        Template = "{project}/{category}/{participant}/{*}",
        Credential = "default",
        Declared = new AzureBlobDeclaredOptions { Versioning = true, SoftDeleteDays = 7, Replicated = false, BackupDays = 0 },
    };

    [Fact]
    public void Passes_what_the_design_shows() => Assert.Empty(Problems(Good));

    [Fact]
    public void Names_everything_that_is_missing_at_once() =>
        Assert.Equal(
            ["container", "template", "service", "credential", "declared"],
            Problems(new AzureBlobStoreOptions()).Select(problem => problem.Split(':')[0]["stores.archive.".Length..]));

    [Fact]
    public void Wants_every_declaration_written() =>
        Assert.Equal(
            ["versioning", "replicated", "softDeleteDays", "backupDays"],
            Problems(Good with { Declared = new AzureBlobDeclaredOptions() }).Select(problem => problem.Split(':')[0]["stores.archive.declared.".Length..]));

    [Theory]
    [InlineData("http://acc.blob.core.windows.net", "must be https")]
    [InlineData("acc.blob.core.windows.net", "must be an address")]
    [InlineData("ftp://acc", "must be an address")]
    [InlineData("https://acc.blob.core.windows.net/?sv=2025&sig=abc", "must hold no user, query")]
    [InlineData("https://user:secret@acc.blob.core.windows.net", "must hold no user, query")]
    public void Refuses_a_service_that_would_leak_or_miss(string service, string what)
    {
        var problem = Assert.Single(Problems(Good with { Service = service }));

        Assert.Contains(what, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Archive")]
    [InlineData("a--b")]
    [InlineData("-ab")]
    [InlineData("a_b")]
    [InlineData("a/b")]
    [InlineData("$web")]
    [InlineData("..")]
    public void Refuses_names_that_no_container_of_records_has(string container) => Assert.Single(Problems(Good with { Container = container }));

    [Theory]
    [InlineData(0, 5000, 60)]
    [InlineData(16, 5001, 60)]
    [InlineData(16, 5000, 0)]
    public void Refuses_settings_out_of_bounds(int parallelism, int page, int seconds) =>
        Assert.Single(Problems(Good with { Parallelism = parallelism, PageSize = page, PageSeconds = seconds }));

    [Fact]
    public void Refuses_two_credentials() => Assert.Contains(Problems(Good with { SasFile = "sas" }), problem => problem.Contains("exactly one", StringComparison.Ordinal));

    [Theory]
    [InlineData("secret=1")]
    [InlineData("DefaultEndpointsProtocol=https")]
    public void Refuses_a_file_without_a_connection_string_and_repeats_nothing_of_it(string text)
    {
        File.WriteAllText(Path.Combine(folder, "connection"), text);

        Assert.Equal(["stores.archive.connectionStringFile: the file holds no connection string"], Problems(Good with { Credential = null, ConnectionStringFile = "connection" }));
    }

    [Fact]
    public void Refuses_a_connection_string_of_another_service()
    {
        File.WriteAllText(Path.Combine(folder, "connection"), Connection);

        Assert.Empty(Problems(Good with { Credential = null, ConnectionStringFile = "connection" }));
        Assert.Empty(Problems(Good with { Credential = null, Service = null, ConnectionStringFile = "connection" }));
        Assert.Contains("another service", Assert.Single(Problems(Good with { Service = "https://other.blob.core.windows.net", Credential = null, ConnectionStringFile = "connection" })), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_file_that_is_not_there() =>
        Assert.Equal(["stores.archive.sasFile: the file cannot be read"], Problems(Good with { Credential = null, SasFile = "none" }));

    [Theory]
    [InlineData("sv=2025-11-05&ss=b&srt=co&sp=rwdl&sig=abc", true)]
    [InlineData("?sv=2025-11-05&ss=b&srt=sco&sp=rwdl&sig=abc", true)]
    [InlineData("sv=2025-11-05&sr=c&sp=rwdl&sig=abc", false)]
    [InlineData("sv=2025-11-05&ss=b&srt=o&sp=rwdl&sig=abc", false)]
    [InlineData("sv=2025-11-05&ss=b&srt=co", false)]
    public void Takes_only_signatures_that_can_read_the_containers_identity(string text, bool good)
    {
        File.WriteAllText(Path.Combine(folder, "sas"), text + "\n");

        Assert.Equal(good, Problems(Good with { Credential = null, SasFile = "sas" }).Count == 0);
    }

    [Theory]
    [InlineData("2025-11-05", true)]
    [InlineData("2025-11-06", false)]
    [InlineData("2025_11_05", false)]
    [InlineData("V2025_11_05", false)]
    [InlineData("", false)]
    public void Takes_protocol_versions_that_the_client_knows(string version, bool good) => Assert.Equal(good, Problems(Good with { ServiceVersion = version }).Count == 0);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private IReadOnlyList<string> Problems(AzureBlobStoreOptions options) => AzureBlobStoreOptionsCheck.Problems("stores.archive", options, folder);
}
