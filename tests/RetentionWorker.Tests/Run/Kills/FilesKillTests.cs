using RetentionWorker.CrashHost;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run.Kills;

public sealed class FilesKillTests
{
    /// <summary>Each boundary that a run passes; some of them also in the other of the two batches that are erased side by side; and in mid-batch.</summary>
    public static TheoryData<string, int> Points { get; } = new()
    {
        { nameof(RunBoundary.DiscoveryStarted), 1 },
        { nameof(RunBoundary.PageNoted), 1 },
        { nameof(RunBoundary.Discovered), 1 },
        { nameof(RunBoundary.Decided), 2 },
        { nameof(RunBoundary.Planned), 1 },
        { nameof(RunBoundary.BatchClaimed), 1 },
        { nameof(RunBoundary.IntentsAppended), 1 },
        { nameof(RunBoundary.IntentsAppended), 2 },
        { nameof(RunBoundary.IntentsDurable), 1 },
        { nameof(RunBoundary.IntentsDurable), 2 },
        { nameof(RunBoundary.BeforeErase), 1 },
        { Death.Gate, 1 },
        { Death.Gate, 2 },
        { Death.Gate, 150 },
        { Death.Gate, 320 },
        { nameof(RunBoundary.Erased), 1 },
        { nameof(RunBoundary.Erased), 2 },
        { nameof(RunBoundary.BeforeVerify), 1 },
        { nameof(RunBoundary.Verified), 1 },
        { nameof(RunBoundary.Verified), 2 },
        { nameof(RunBoundary.OutcomesAppended), 1 },
        { nameof(RunBoundary.OutcomesAppended), 2 },
        { nameof(RunBoundary.OutcomesDurable), 1 },
        { nameof(RunBoundary.OutcomesDurable), 2 },
        { nameof(RunBoundary.BeforeSummary), 1 },
        { nameof(RunBoundary.SummaryDurable), 1 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_at_any_boundary_the_next_start_accounts_for_every_file(string point, int occurrence)
    {
        await using var bed = await KillBed.StartAsync(new KillFolder(), KillStudy.Large());
        await bed.KillAsync(new Death(point, occurrence));
        await bed.FinishAsync();
    }

    [Theory]
    [InlineData(Death.Gate, 150, nameof(RunBoundary.IntentsResolving), "once")]
    [InlineData(Death.Gate, 330, nameof(RunBoundary.IntentResolved), "once")]
    [InlineData(nameof(RunBoundary.Erased), 2, nameof(RunBoundary.IntentResolved), "daemon")]
    [InlineData(nameof(RunBoundary.OutcomesAppended), 1, nameof(RunBoundary.IntentsResolving), "daemon")]
    public async Task Killed_again_while_it_finds_out_what_became_of_the_first_death(string point, int occurrence, string again, string order)
    {
        await using var bed = await KillBed.StartAsync(new KillFolder(), KillStudy.Large(), order);
        await bed.KillAsync(new Death(point, occurrence));
        await bed.KillAsync(new Death(again, 1));
        await bed.FinishAsync();
    }

    [Fact]
    public async Task Killed_at_every_start_it_still_comes_through()
    {
        await using var bed = await KillBed.StartAsync(new KillFolder(), KillStudy.Large(), "daemon");
        foreach (var (point, occurrence) in ((string, int)[])[(Death.Gate, 40), ("IntentsResolving", 1), ("IntentResolved", 1), ("PageNoted", 1), ("Erased", 1), ("IntentResolved", 1), ("OutcomesAppended", 1)])
            await bed.KillAsync(new Death(point, occurrence));
        await bed.FinishAsync();
    }

    [Fact]
    public async Task A_hold_placed_while_the_program_lies_dead_keeps_what_is_still_there()
    {
        await using var bed = await KillBed.StartAsync(new KillFolder(), KillStudy.Large());
        await bed.KillAsync(new Death(Death.Gate, 100));
        var left = await bed.ContentsAsync();
        var saved = bed.Study.Due.Where(name => name.StartsWith("lonely/", StringComparison.Ordinal) && left.ContainsKey(name)).ToList();
        Assert.NotEmpty(saved);
        Assert.True(saved.Count < bed.Study.Due.Count);
        bed.Record(catalogue =>
        {
            foreach (var participant in saved.Select(name => name.Split('/')[2]).Distinct())
                KillStudy.Hold(catalogue, participant);
        });
        bed.Study.Due.ExceptWith(saved);
        await bed.FinishAsync();
    }

    [Theory]
    [InlineData(nameof(RunBoundary.Erased), "once")]
    [InlineData(nameof(RunBoundary.Verified), "daemon")]
    public async Task A_store_that_the_killed_run_emptied_is_not_taken_for_another(string point, string order)
    {
        await using var bed = await KillBed.StartAsync(new KillFolder(), KillStudy.AllDue(), order);
        await bed.KillAsync(new Death(point, 1));
        Assert.Empty(await bed.ContentsAsync());
        await bed.FinishAsync();
    }

    /// <summary>
    /// Between the removal of a name and the flush of its folder, and inside the database's own writing. The calls are counted by thread, so the
    /// numbers are such as every thread that works at it comes to.
    /// </summary>
    [Theory]
    [InlineData("unlinkat", 1)]
    [InlineData("unlinkat", 100)]
    [InlineData("fsync", 1)]
    [InlineData("fsync", 3)]
    [InlineData("pwrite64", 60)]
    [InlineData("pwrite64", 160)]
    public async Task Killed_at_a_system_call_the_next_start_accounts_for_every_file(string call, int occurrence)
    {
        await using var bed = await KillBed.StartAsync(new KillFolder(), KillStudy.Large());
        await bed.KillAsync(Death.Never, "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={occurrence}");
        await bed.FinishAsync();
    }

    /// <summary>In the middle of a file's overwriting: the rest of it is erased by the next start, though its date is a new one and counts.</summary>
    [Theory]
    [InlineData("pwrite64", 1)]
    [InlineData("pwrite64", 11)]
    [InlineData("fdatasync", 1)]
    [InlineData("fsync", 1)]
    public async Task Killed_in_mid_overwriting_the_next_start_erases_the_rest(string call, int occurrence)
    {
        const string diary = "lonely/diary/P01/d.txt";
        var study = KillStudy.Small();
        study.Records.Add(diary, new string('s', 20_000_000));
        study.Due.Add(diary);
        var folder = new KillFolder(overwritten: true);
        await using var bed = await KillBed.StartAsync(folder, study);
        var path = Path.Combine(folder.Place, diary);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));

        await bed.KillAsync(Death.Never, "strace", "-f", "-qq", "-o", "/dev/null", "-P", path, "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={occurrence}");

        Assert.True(File.Exists(path));
        await bed.FinishAsync();
        Assert.False(File.Exists(path));
    }
}
