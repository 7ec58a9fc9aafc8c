using System.Diagnostics;
using Azure.Storage.Blobs;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.AcceptanceTests;

/// <summary>What one call of the built program said and ended with.</summary>
internal sealed record Said(int Code, string Output, string Errors);

/// <summary>
/// The built program as an institute has it: a folder of records, a blob container in a real Azurite, a configuration and a data directory.
/// Each command runs as a process of its own, with the wall clock that it is given.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private readonly AzuriteServer azurite;

    private const string Schedule = """
        version: 1
        timeZone: Europe/London
        rules:
          - id: recordings-at-project-end
            category: [recording, transcript]
            startsAt: project-end
            eraseAfter: P0D
            eraseBy: P14D
            because: "Leaflet: the data will be securely deleted at the end of the project."
          - id: contact-details-within-12-months
            category: contact-details
            startsAt: project-end
            eraseAfter: P11M21D
            eraseBy: P12M
            because: "Leaflet: securely deleted within 12 months of the project ending."
          - id: everything-on-withdrawal
            category: [recording, transcript, contact-details, incentive-payment]
            startsAt: withdrawal
            eraseAfter: P0D
            eraseBy: P1M
            because: "Leaflet: free to withdraw at any stage."
          - id: incentive-payments-tax
            category: incentive-payment
            startsAt: collected
            retain: P6Y
            obligation: tax-records
            eraseAfter: P6Y
            eraseBy: P6Y3M
            because: "Business records for tax."
        limits:
          records: 1000
          percentOfStore: 100
          percentOfProject: 100
        settle: P0D

        """;

    private Installation(string home, AzuriteServer azurite, BlobContainerClient container)
    {
        this.azurite = azurite;
        Home = home;
        Container = container;
    }

    public string Home { get; }

    public BlobContainerClient Container { get; }

    public string Folder => Path.Combine(Home, "interviews");

    /// <summary>With a service of its own, whose clock goes with the program's: it dates its answers, and the program looks at the dates.</summary>
    public static async Task<Installation> SetUpAsync()
    {
        var home = Directory.CreateTempSubdirectory("retention-acceptance-").FullName;
        await SetClockAsync(home, "2026-03-01 09:00:00");
        var azurite = await AzuriteServer.StartAsync(ClockFile(home));
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05);
        var container = new BlobContainerClient(azurite.ConnectionString, "archive-" + Path.GetFileName(home).ToLowerInvariant().Replace("retention-acceptance-", "", StringComparison.Ordinal), options);
        await container.CreateAsync();
        var installation = new Installation(home, azurite, container);
        Directory.CreateDirectory(installation.Folder);
        await File.WriteAllTextAsync(Path.Combine(home, "retention-schedule.yaml"), Schedule);
        var secret = Path.Combine(home, "azure.secret");
        await File.WriteAllTextAsync(secret, azurite.ConnectionString);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(
            Path.Combine(home, "retention.json"),
            $$"""
            {
              "schedule": "retention-schedule.yaml",
              "stores": {
                "interviews": {
                  "kind": "files", "root": "interviews", "template": "{project}/{category}/{participant}/{*}",
                  "declared": { "backupDays": 35, "snapshotDays": 0 }
                },
                "archive": {
                  "kind": "azureBlob", "service": "{{azurite.Service}}", "container": "{{container.Name}}", "template": "{project}/{category}/{participant}/{*}",
                  "connectionStringFile": "azure.secret", "serviceVersion": "{{AzuriteServer.ServiceVersion}}",
                  "declared": { "versioning": false, "softDeleteDays": 0, "replicated": false, "backupDays": 0 }
                }
              }
            }
            """);
        return installation;
    }

    /// <summary>Runs a command at the given moment (UTC, <c>2026-07-01 12:00:00</c>).</summary>
    public async Task<Said> AtAsync(string moment, params string[] arguments)
    {
        await SetClockAsync(Home, moment);
        await AwaitClockAsync(moment);
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Home };
        foreach (var argument in (string[])[typeof(RetentionWorker.Run.RetentionRun).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in MovedClock.At("@" + moment))
            start.Environment[name] = value;
        start.Environment.Remove("RETENTION__DATA");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Said(process.ExitCode, await output, await errors);
    }

    /// <summary>The same, and it must be done.</summary>
    public async Task<string> DoneAtAsync(string moment, params string[] arguments)
    {
        var said = await AtAsync(moment, arguments);
        Assert.True(said.Code == 0, $"{string.Join(' ', arguments)} at {moment} ended with {said.Code}: {said.Errors}{said.Output}");
        return said.Output;
    }

    /// <summary>Every file below the folder, by its path, but the store's own marker.</summary>
    public IReadOnlySet<string> Files() => Directory.EnumerateFiles(Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .Select(f => Path.GetRelativePath(Folder, f)).Where(f => f != ".retention-store").ToHashSet(StringComparer.Ordinal);

    /// <summary>Every blob of the container.</summary>
    public async Task<IReadOnlySet<string>> BlobsAsync()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in Container.GetBlobsAsync())
            names.Add(blob.Name);
        return names;
    }

    public async ValueTask DisposeAsync()
    {
        await azurite.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    private static string ClockFile(string home) => Path.Combine(home, "clock");

    /// <summary>Set whole or not at all: the service may read it at any moment.</summary>
    private static async Task SetClockAsync(string home, string moment)
    {
        await File.WriteAllTextAsync(ClockFile(home) + ".new", "@" + moment + "\n");
        File.Move(ClockFile(home) + ".new", ClockFile(home), overwrite: true);
    }

    /// <summary>A service keeps the date of its answers for up to a second.</summary>
    private async Task AwaitClockAsync(string moment)
    {
        var expected = DateTimeOffset.Parse(moment + "Z", System.Globalization.CultureInfo.InvariantCulture);
        for (var tries = 0; ; tries++)
        {
            using var answer = await Http.GetAsync(azurite.Service);
            if (answer.Headers.Date is { } date && (date - expected).Duration() < TimeSpan.FromMinutes(1))
                return;
            Assert.True(tries < 200, $"the service's clock stays at {answer.Headers.Date}");
            await Task.Delay(50);
        }
    }
}
