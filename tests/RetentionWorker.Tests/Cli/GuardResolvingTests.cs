using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

public sealed class GuardResolvingTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 60; i++)
            desk.Record($"study-1/contact-details/P03/{i:D2}.json");
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_store_that_lost_records_is_taken_as_it_is_by_adopting_it_again()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(desk.Home, "interviews/study-1/contact-details/P03")).Take(30))
            File.Delete(file);
        var run = await desk.SayAsync("run", "--once");
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("lists 34 records where 64 were expected", run.Errors, StringComparison.Ordinal);
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.StartsWith("guard store of store interviews is closed since 2026-11-23T09:00:00Z: inventory, 34 where 64 were expected", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);

        Assert.Contains("34 records where 64 were expected", (await desk.DoAsync("store", "adopt", "interviews")).Errors, StringComparison.Ordinal);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_register_that_lost_a_hold_is_taken_as_it_is_by_a_persons_word_with_a_code()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P02", "--mandate", "foi", "--reference", "FOI-1", "--review-by", "2027-01-01");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(desk.Home, "retention-data", "catalogue.db")};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM holds";
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        Assert.Contains("hold-missing", (await desk.SayAsync("audit", "verify", "--output", "json")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        Assert.True(desk.Holds("study-1/recording/P02/a.wav"));
        Assert.Equal(ExitCode.Usage, (await desk.SayAsync("register", "confirm")).Code);

        Assert.Contains("0 holds in force where 1 were", (await desk.DoAsync("register", "confirm", "--because", "restored-from-backup")).Output, StringComparison.Ordinal);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P02/a.wav"));
        Assert.DoesNotContain("hold-missing", (await desk.DoAsync("audit", "verify", "--output", "json")).Output, StringComparison.Ordinal);
    }
}
