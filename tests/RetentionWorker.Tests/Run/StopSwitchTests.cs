using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

public sealed class StopSwitchTests : IDisposable
{
    private static readonly Instant FirstOfJuly = Instant.FromUtc(2026, 7, 1, 12, 0);
    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    private string File => Path.Combine(world.DataDirectory, "stop");

    private async Task StudyAsync(int records)
    {
        for (var i = 0; i < records; i++)
            world.Store.Put($"lonely/recording/P1/{i:D4}.wav", "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = FirstOfJuly;
        using var run = world.NewRun();
        await run.DiscoverAsync(world.Schedule, null, default);
    }

    [Fact]
    public void A_folder_of_that_name_stops_and_is_taken_back_where_it_is_empty()
    {
        var stop = world.Catalogue.StopSwitch;
        Directory.CreateDirectory(Path.Combine(File, "somebody's"));
        Assert.True(stop.IsThrown());
        Assert.Throws<IOException>(stop.TakeBack);
        Assert.True(stop.IsThrown());
        Directory.Delete(Path.Combine(File, "somebody's"));
        stop.TakeBack();
        Assert.False(stop.IsThrown());
        Assert.False(Path.Exists(File));
    }

    [Fact]
    public async Task A_run_refuses_to_begin_while_the_file_is_there_and_notes_it_once()
    {
        await StudyAsync(2);
        System.IO.File.WriteAllText(File, "its content is ignored");
        for (var i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
            Assert.Equal(("stop", "stopped"), (refusal.Guard, refusal.Code));
        }
        Assert.Empty(world.Store.Removed);
        Assert.Single(world.Kinds(), "stopped");
        System.IO.File.Delete(File);
        var report = await world.OnceAsync();
        Assert.Equal(2, report.Books.Erased);
        Assert.Single(world.Kinds(), "started");
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_folder_or_a_link_to_nowhere_of_that_name_stops_too()
    {
        await StudyAsync(1);
        System.IO.File.CreateSymbolicLink(File, "nowhere");
        await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
        System.IO.File.Delete(File);
        Directory.CreateDirectory(File);
        await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
        Assert.Empty(world.Store.Removed);
    }

    [Fact]
    public async Task A_run_in_flight_ends_with_every_record_accounted_for_and_no_intent_open()
    {
        world.Parallelism = 1;
        await StudyAsync(600);
        var seen = new List<int>();
        world.Store.BeforeRemoval = _ =>
        {
            if (world.Store.Removed.Count == 300)
            {
                System.IO.File.WriteAllText(File, "");
                // The last look at the switch is good for a tenth of a second.
                Thread.Sleep(150);
                world.Store.BeforeRemoval = null;
            }
        };
        var report = await world.OnceAsync();
        // The one whose removal was under way, and no other.
        Assert.Equal(301, world.Store.Removed.Count);
        Assert.Equal((301L, 299L), (report.Books.Erased, report.Of("stop-switch")));
        Assert.Equal("stop", report.Withheld?.Guard);
        Assert.True(report.Books.Balance);
        world.AssertLogIsSound();
        System.IO.File.Delete(File);
        Assert.Equal(299, (await world.OnceAsync()).Books.Erased);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_stop_that_stands_in_the_book_alone_holds_too()
    {
        await StudyAsync(1);
        using (var uow = world.Catalogue.Begin())
        {
            Assert.True(uow.Guards.Close(new("stop", null, "wrong-end-date", world.Clock.Now, "os-1")));
            Assert.False(uow.Guards.Close(new("stop", null, "wrong-end-date", world.Clock.Now + Duration.FromHours(1), "os-2")));
            uow.Commit();
        }
        await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
        Assert.DoesNotContain("stopped", world.Kinds());
        Assert.Empty(world.Store.Removed);
        using var session = world.Catalogue.Read();
        Assert.Equal((world.Clock.Now, "os-1"), (session.Guards.Find("stop")!.Since, session.Guards.Find("stop")!.Actor));
    }

    [Fact]
    public async Task A_stop_keeps_nobody_from_listing_deciding_and_planning()
    {
        await StudyAsync(3);
        System.IO.File.WriteAllText(File, "");
        world.Store.Put("lonely/recording/P1/more.wav", "speech");
        using var run = world.NewRun();
        var listed = Assert.Single(await run.DiscoverAsync(world.Schedule, null, default));
        Assert.Equal((4L, 1L), (listed.Change.Seen, listed.Change.Added));
        using var session = world.Catalogue.Read();
        Assert.Equal(4, PlannedPass.Make(session, world.Schedule, Retention.Domain.Plans.PlanScope.Everything, world.Clock.Now).Plan.Records);
    }
}
