using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using RetentionWorker.Hosting;
using RetentionWorker.Jobs;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Jobs;

/// <summary>A daemon in this process, on a catalogue file in a directory of its own.</summary>
internal sealed class DaemonBed : IAsyncDisposable, IClock
{
    private readonly string directory = Directory.CreateTempSubdirectory("retention-daemon-").FullName;
    private CancellationTokenSource stop = new();
    private Task<DaemonEnd>? running;

    public FakeRun Run { get; private set; } = new();
    public DaemonOptions Options { get; set; } = new();
    public Action<IServiceCollection> Also { get; set; } = _ => { };
    public DateTimeZone Zone { get; set; } = DateTimeZoneProviders.Tzdb["Europe/London"];
    public Duration Ahead { get; set; } = Duration.Zero;
    public string Data => directory;
    public string CatalogueFile => Path.Combine(directory, "catalogue.db");
    public HealthNote? Health => HealthNote.Read(directory);

    public Instant GetCurrentInstant() => SystemClock.Instance.GetCurrentInstant() + Ahead;

    /// <summary>Starts a daemon; a run of its own where none is given.</summary>
    public FakeRun Start(FakeRun? run = null)
    {
        Run = run ?? new FakeRun();
        stop = new CancellationTokenSource();
        var setting = new DaemonSetting(new DataDirectory(directory), CatalogueFile, Options, Zone);
        running = DaemonHost.RunAsync(setting, s => Also(s.AddSingleton<IRunEntrance>(Run)), this, terminal: false, stop.Token);
        return Run;
    }

    public Task<DaemonEnd> EndAsync() => running!.WaitAsync(TimeSpan.FromSeconds(30));

    public async Task<DaemonEnd> StopAsync()
    {
        await stop.CancelAsync();
        return await EndAsync();
    }

    /// <summary>Reads the health note until it is as hoped.</summary>
    public async Task<HealthNote> HealthAsync(Func<HealthNote, bool> hoped)
    {
        for (var i = 0; i < 600; i++)
        {
            if (Health is { } note && hoped(note))
                return note;
            await Task.Delay(50);
        }
        Assert.Fail($"the health note says: {(Health is { } last ? System.Text.Encoding.UTF8.GetString(last.ToJson()) : "nothing")}");
        return null!;
    }

    /// <summary>Waits until the ticks of both looks are stored.</summary>
    public async Task TicksAsync()
    {
        for (var i = 0; i < 600; i++)
        {
            if (Query("SELECT COUNT(*) FROM QRTZ_CRON_TRIGGERS") is 2L)
                return;
            await Task.Delay(50);
        }
        Assert.Fail("the ticks were not stored");
    }

    public object? Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={CatalogueFile}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public async ValueTask DisposeAsync()
    {
        if (running is { IsCompleted: false })
            await StopAsync();
        stop.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }
}
