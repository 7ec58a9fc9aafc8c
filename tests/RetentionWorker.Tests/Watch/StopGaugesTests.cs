using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using NodaTime;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Watch;

namespace RetentionWorker.Tests.Watch;

/// <summary>What the daemon, as it composes itself, tells a listener on its meter.</summary>
public sealed class StopGaugesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Desk desk = new();
    private readonly MeterListener listener = new();
    private readonly ConcurrentBag<Meter> meters = [];
    private readonly ConcurrentQueue<Reading> readings = [];

    public StopGaugesTests()
    {
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name != StopGauges.Name)
                return;
            meters.Add(instrument.Meter);
            to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => readings.Enqueue(new(instrument.Meter, instrument.Name, value, [.. tags])));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => readings.Enqueue(new(instrument.Meter, instrument.Name, value, [.. tags])));
        listener.Start();
    }

    public void Dispose()
    {
        listener.Dispose();
        desk.Dispose();
    }

    [Fact]
    public async Task The_daemon_shows_open_stops_by_kind_what_is_overdue_the_first_deadline_and_the_age_of_the_last_run()
    {
        for (var i = 0; i < 11; i++)
            desk.Record($"study-1/recording/Anna-Maria.Quist/wedding-{i}.wav");
        await desk.WithStudyAsync();
        await desk.DoAsync("run", "--once");
        await desk.DoAsync("stop", "--because", "wrong-end-date");
        // Gone by the end of 15 November: overdue for a week when it is recorded.
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-01", "--event", "report-accepted");
        await desk.DoAsync("status");
        desk.Clock.Now += Duration.FromHours(10);

        using var stop = new CancellationTokenSource();
        var running = desk.SayAsync(["run"], stop.Token);
        var shown = await ShownAsync(r => r.Exists(m => m is { Name: "retention.records.overdue", Value: 13 }));
        Assert.Equal(["overdue", "stopped"], shown.Where(r => r is { Name: "retention.stops.open", Value: > 0 }).Select(r => Assert.Single(r.Tags).Value).Order());
        Assert.Equal(Enum.GetValues<ObstacleKind>().Length, shown.Count(r => r.Name == "retention.stops.open"));
        Assert.Equal(Seconds(Instant.FromUtc(2026, 11, 16, 0, 0) - desk.Clock.Now), Assert.Single(shown, r => r.Name == "retention.stops.earliest").Value);
        Assert.Equal(36_000, Assert.Single(shown, r => r.Name == "retention.run.age").Value);
        foreach (var (key, value) in shown.SelectMany(r => r.Tags).Select(t => (t.Key, $"{t.Value}")))
            Assert.True(key == "kind" && value.All(c => char.IsAsciiLetterLower(c) || c == '-'), $"{key}={value}");

        // A reading goes by the clock of its moment, and asks nobody.
        desk.Clock.Now += Duration.FromMinutes(1);
        shown = await ShownAsync(r => r.Exists(m => m is { Name: "retention.run.age", Value: 36_060 }));
        Assert.Equal(13, Assert.Single(shown, r => r.Name == "retention.records.overdue").Value);
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public void Before_the_first_look_nothing_is_shown_and_where_no_stop_is_open_no_deadline_is()
    {
        var others = meters.ToHashSet();
        using var gauges = new StopGauges(desk.Clock);
        // Another test's daemon may begin meanwhile; it has looked at nothing yet, or shows its last run.
        var mine = meters.Where(m => !others.Contains(m)).ToHashSet();
        Assert.Contains(mine, m => Read().TrueForAll(r => r.Meter != m));
        gauges.Show(new Watched([], new Coverage([], [], [], [], [], []), desk.Clock.Now) { OverdueRecords = 0, LastRun = null });
        Assert.Contains(
            Read().Where(r => mine.Contains(r.Meter)).GroupBy(r => r.Meter),
            g => g.All(r => r.Value == 0) && g.Select(r => r.Name).Distinct().Order().SequenceEqual(["retention.records.overdue", "retention.stops.open"]));
    }

    /// <summary>Other tests' daemons have meters of the same name in this process: the one is meant that shows what is looked for.</summary>
    private async Task<List<Reading>> ShownAsync(Predicate<List<Reading>> isIt)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (Read().GroupBy(r => r.Meter).Select(g => g.ToList()).FirstOrDefault(g => isIt(g)) is { } shown)
                return shown;
            await Task.Delay(50, patience.Token);
        }
    }

    private List<Reading> Read()
    {
        readings.Clear();
        listener.RecordObservableInstruments();
        return [.. readings];
    }

    private static double Seconds(Duration duration) => duration.TotalSeconds;

    private sealed record Reading(Meter Meter, string Name, double Value, KeyValuePair<string, object?>[] Tags);
}
