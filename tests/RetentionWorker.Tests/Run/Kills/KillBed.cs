using Microsoft.Data.Sqlite;
using NodaTime;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.CrashHost;

namespace RetentionWorker.Tests.Run.Kills;

/// <summary>An installation over a real store, run by processes that are killed, and looked at after each death.</summary>
internal sealed class KillBed : IAsyncDisposable
{
    private const string Identity = "identity-of-the-adopted-store";
    private readonly KillPlace place;
    private readonly string data = Directory.CreateTempSubdirectory("retention-kill-data-").FullName;
    private Instant now = KillStudy.DueAt;

    private KillBed(KillPlace place, KillStudy study)
    {
        this.place = place;
        Study = study;
    }

    public KillStudy Study { get; }

    /// <summary>How the host is started: <c>once</c>, or in the order of the <c>daemon</c>.</summary>
    public string Order { get; init; } = "once";

    public static async Task<KillBed> StartAsync(KillPlace place, KillStudy study, string order = "once")
    {
        var bed = new KillBed(place, study) { Order = order };
        await place.PutAsync(study.Records);
        await Installation.Store(bed.Orders(Death.Never)).Store.Identity.WriteAsync(Identity, TestContext.Current.CancellationToken);
        bed.Record(catalogue => study.Register(catalogue, Identity));
        return bed;
    }

    /// <summary>Records facts while no host runs.</summary>
    public void Record(Action<SqliteCatalogue> facts)
    {
        using var catalogue = SqliteCatalogue.Open(data);
        facts(catalogue);
    }

    public Task<Dictionary<string, string>> ContentsAsync() => place.ContentsAsync();

    /// <summary>Starts the host, which must die at the point, and looks at what it left behind.</summary>
    public async Task KillAsync(Death death, params string[] below)
    {
        var end = await HostEnd.OfAsync(Orders(death), below);
        Assert.True(end.WasKilled, $"not killed at {death}: exit code {end.ExitCode}, {end.Report}\n{end.Errors}");
        await LookAfterDeathAsync(death);
    }

    /// <summary>Starts the host, which may come through before the point; whether it was killed.</summary>
    public async Task<bool> TryKillAsync(Death death)
    {
        var end = await HostEnd.OfAsync(Orders(death));
        Assert.True(end.WasKilled || end.ExitCode == 0, $"neither killed nor done at {death}: exit code {end.ExitCode}\n{end.Errors}");
        await LookAfterDeathAsync(death);
        return end.WasKilled;
    }

    /// <summary>Starts the host on the next day and lets it come through; then everything must be as if nobody had been killed.</summary>
    public async Task<HostReport> FinishAsync()
    {
        now = KillStudy.DueAt + Duration.FromHours(26);
        var end = await HostEnd.OfAsync(Orders(Death.Never));
        Assert.True(end.ExitCode == 0, $"exit code {end.ExitCode}\n{end.Errors}");
        var report = end.Report!;
        Assert.Empty(report.Faults);
        Assert.Empty(report.NotErased);
        Assert.Equal((0L, 0L), (report.Unresolved, report.Vanished));
        Assert.Equal((report.Due, report.Discovered), (report.Erased, report.Kept + report.Held + report.Unclassified + report.Due));

        var left = await place.ContentsAsync();
        Assert.Equal(Study.Records.Keys.Except(Study.Due).Order(), left.Keys.Order());
        Assert.All(left, file => Assert.Equal(Study.Records[file.Key], file.Value));
        // The name of a participant's folder may be the participant's; what lies above it is the project's and stays.
        Assert.DoesNotContain(place.EmptyFolders(), folder => folder.Count(c => c == '/') >= 2);
        using var evidence = Evidence.Of(data);
        evidence.AssertNothingIsOpen();
        evidence.AssertErasedOnce(Study.Due);
        evidence.AssertCatalogued(Study.Records.Keys, Study.Due);
        AssertIntegrity(data);
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(data, recursive: true);
        await place.DisposeAsync();
    }

    /// <summary>Looks at a copy, so that the next start of the host finds the database as the killed one left it.</summary>
    private async Task LookAfterDeathAsync(Death death)
    {
        var left = await place.ContentsAsync();
        var gone = Study.Records.Keys.Where(name => !left.ContainsKey(name)).ToList();
        Assert.True(gone.All(Study.Due.Contains), $"killed at {death}, and what must stay is gone");
        Assert.All(left, file => Assert.True(place.IsIntact(Study.Records[file.Key], file.Value, Study.Due.Contains(file.Key)), $"killed at {death}, and {file.Key} is not what it was"));
        var copy = Directory.CreateTempSubdirectory("retention-kill-copy-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(copy, Path.GetRelativePath(data, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
            using (var evidence = Evidence.Of(copy))
                evidence.AssertIntended(gone);
            AssertIntegrity(copy);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private HostOrders Orders(Death death) => new(data, place.Kind, place.Place, place.Connection, now, Order, death);

    private static void AssertIntegrity(string directory)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "catalogue.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
        command.CommandText = "PRAGMA foreign_key_check";
        Assert.Null(command.ExecuteScalar());
    }
}
