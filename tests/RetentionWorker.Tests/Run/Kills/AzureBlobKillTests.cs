using RetentionWorker.CrashHost;
using RetentionWorker.Run;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Run.Kills;

public sealed class AzureBlobKillTests(AzuriteFixture azurite)
{
    /// <summary>Each boundary that a run passes, and in mid-batch.</summary>
    public static TheoryData<string, int> Points { get; } = new()
    {
        { nameof(RunBoundary.DiscoveryStarted), 1 },
        { nameof(RunBoundary.PageNoted), 1 },
        { nameof(RunBoundary.Discovered), 1 },
        { nameof(RunBoundary.Decided), 2 },
        { nameof(RunBoundary.Planned), 1 },
        { nameof(RunBoundary.BatchClaimed), 1 },
        { nameof(RunBoundary.IntentsAppended), 1 },
        { nameof(RunBoundary.IntentsDurable), 1 },
        { nameof(RunBoundary.BeforeErase), 1 },
        { Death.Gate, 1 },
        { Death.Gate, 25 },
        { nameof(RunBoundary.Erased), 1 },
        { nameof(RunBoundary.BeforeVerify), 1 },
        { nameof(RunBoundary.Verified), 1 },
        { nameof(RunBoundary.OutcomesAppended), 1 },
        { nameof(RunBoundary.OutcomesDurable), 1 },
        { nameof(RunBoundary.BeforeSummary), 1 },
        { nameof(RunBoundary.SummaryDurable), 1 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_at_any_boundary_the_next_start_accounts_for_every_blob(string point, int occurrence)
    {
        await using var bed = await KillBed.StartAsync(await KillContainer.StartAsync(azurite), KillStudy.Small(), "daemon");
        await bed.KillAsync(new Death(point, occurrence));
        await bed.FinishAsync();
    }

    [Theory]
    [InlineData(Death.Gate, 20, nameof(RunBoundary.IntentsResolving), "once")]
    [InlineData(nameof(RunBoundary.Erased), 1, nameof(RunBoundary.IntentResolved), "daemon")]
    public async Task Killed_again_while_it_finds_out_what_became_of_the_first_death(string point, int occurrence, string again, string order)
    {
        await using var bed = await KillBed.StartAsync(await KillContainer.StartAsync(azurite), KillStudy.Small(), order);
        await bed.KillAsync(new Death(point, occurrence));
        await bed.KillAsync(new Death(again, 1));
        await bed.FinishAsync();
    }

    [Fact]
    public async Task A_container_that_the_killed_run_emptied_is_not_taken_for_another()
    {
        await using var bed = await KillBed.StartAsync(await KillContainer.StartAsync(azurite), KillStudy.AllDue());
        await bed.KillAsync(new Death(nameof(RunBoundary.Erased), 1));
        Assert.Empty(await bed.ContentsAsync());
        await bed.FinishAsync();
    }
}
