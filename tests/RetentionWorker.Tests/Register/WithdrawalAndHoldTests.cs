using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Keys.LocalFile;
using RetentionWorker.Cli;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Register;

public sealed class WithdrawalAndHoldTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    [Fact]
    public async Task A_withdrawal_of_somebody_unknown_is_recorded_warned_about_and_shown_until_it_matches()
    {
        var said = await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P99", "--on", "2026-11-20", "--ground", "consent");
        Assert.Contains("no participant 'P99' is known in project study-1; the withdrawal is recorded and acts as soon as a record matches it exactly", said.Errors, StringComparison.Ordinal);
        var status = (await desk.DoAsync("status", "--output", "json")).Json;
        Assert.Equal("P99", status.GetProperty("unmatchedWithdrawals")[0].GetProperty("participant").GetString());
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);

        desk.Record("study-1/recording/P99/a.wav");
        await desk.DoAsync("discover");
        status = (await desk.DoAsync("status", "--output", "json")).Json;
        Assert.Equal(0, status.GetProperty("unmatchedWithdrawals").GetArrayLength());
        Assert.Equal(1, status.GetProperty("due").GetInt64());
    }

    [Theory]
    [InlineData("p01", "no participant 'p01' is known in project study-1 (did you mean 'P01'?)")]
    [InlineData("P1", "no participant 'P1' is known in project study-1 (did you mean 'P01'?)")]
    public async Task Ids_match_exactly(string participant, string warning) => Assert.Contains(
        warning, (await desk.DoAsync("withdraw", "--project", "study-1", "--participant", participant, "--on", "2026-11-20", "--ground", "consent")).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task A_withdrawal_is_never_of_a_day_to_come()
    {
        var before = desk.Snapshot();
        var said = await desk.SayAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-24", "--ground", "consent");
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains("lies in the future", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Fact]
    public async Task A_withdrawal_can_be_taken_back_until_something_was_erased_since()
    {
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        await desk.DoAsync("withdraw", "cancel", "1");
        Assert.Equal(0, (await desk.DoAsync("run", "--once", "--output", "json")).Json.GetProperty("erased").GetInt64());
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent", "--category", "recording");
        Assert.Equal(1, (await desk.DoAsync("run", "--once", "--output", "json")).Json.GetProperty("erased").GetInt64());
        var late = await desk.SayAsync("withdraw", "cancel", "2");
        Assert.Equal(ExitCode.Refused, late.Code);
        Assert.Contains("withdrawal 2 has acted: 1 of the participant's records were erased", late.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("withdraw", "cancel", "9")).Code);
    }

    [Theory]
    [InlineData("--reference: 'Mr Smith' is not 1 to 40", "--reference", "Mr Smith", "--review-by", "2027-01-01")]
    [InlineData("--review-by 2026-11-23 is not in the future", "--reference", "A/1", "--review-by", "2026-11-23")]
    [InlineData("there is no record 4711", "--reference", "A/1", "--review-by", "2027-01-01", "--record", "4711")]
    public async Task A_hold_that_makes_no_sense_is_not_placed(string message, params string[] more)
    {
        var before = desk.Snapshot();
        var said = await desk.SayAsync(["hold", "place", "--project", "study-1", "--mandate", "litigation", .. more]);
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains(message, said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Theory]
    [InlineData("record interviews:study-1/recording/P02/a.wav is of participant P02, not of P01: --participant and --record contradict", "--participant", "P01", "--record", "interviews:study-1/recording/P02/a.wav")]
    [InlineData("record interviews:study-1/recording/P02/a.wav is of category recording, not of contact-details", "--category", "contact-details", "--record", "interviews:study-1/recording/P02/a.wav")]
    [InlineData("record interviews:study-1/recording/P02/new.wav is of participant P02, not of P01", "--participant", "P01", "--record", "interviews:study-1/recording/P02/new.wav")]
    [InlineData("this is what the template {project}/{category}/{participant}/{*} reads from its name", "--category", "transcript", "--record", "interviews:study-1/recording/P02/new.wav")]
    [InlineData("record interviews:study-2/recording/P02/new.wav is of project study-2, not of study-1", "--record", "interviews:study-2/recording/P02/new.wav")]
    public async Task A_hold_whose_parts_contradict_each_other_is_not_placed(string message, params string[] parts)
    {
        var before = desk.Snapshot();
        var said = await desk.SayAsync(["hold", "place", "--project", "study-1", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-01-01", .. parts]);
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains(message, said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Fact]
    public async Task A_hold_on_a_record_to_come_says_what_its_name_tells()
    {
        var said = await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P02", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-01-01", "--record", "interviews:study-1/recording/P02/new.wav");
        Assert.Contains("reads project study-1, category recording, participant P02 from its name", said.Errors, StringComparison.Ordinal);
        said = await desk.DoAsync("hold", "place", "--project", "study-1", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-01-01", "--record", "interviews:stray.wav");
        Assert.Contains("does not fit the template", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_that_no_record_matches_as_a_whole_is_warned_about()
    {
        desk.Record("study-1/transcript/P02/a.txt");
        await desk.DoAsync("discover");
        var said = await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--category", "transcript", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-01-01");
        Assert.Contains("no record of category 'transcript' is known of participant 'P01' in project study-1", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_suspends_erasure_until_it_is_released_and_a_passed_review_is_shown()
    {
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "cancelled");
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--mandate", "access-request", "--reference", "SAR-1", "--review-by", "2026-11-25");
        Assert.Equal(1, (await desk.DoAsync("run", "--once", "--output", "json")).Json.GetProperty("erased").GetInt64());
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        desk.Clock.Now += Duration.FromDays(5);
        Assert.Contains("hold 1 was to be reviewed by 2026-11-25: its review is due since 2026-11-26", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        var line = (await desk.DoAsync("hold", "list", "--output", "json")).Json;
        Assert.Equal((true, "2026-11-26"), (line.GetProperty("reviewIsDue").GetBoolean(), line.GetProperty("reviewDueSince").GetString()));
        desk.BecomeAnotherPerson();
        await desk.DoAsync("hold", "release", "1");
        Assert.Contains("released before", (await desk.DoAsync("hold", "release", "1")).Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await desk.DoAsync("run", "--once", "--output", "json")).Json.GetProperty("erased").GetInt64());
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_hold_names_what_it_came_too_late_for()
    {
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "cancelled");
        await desk.DoAsync("run", "--once");
        var said = await desk.DoAsync("hold", "place", "--project", "study-1", "--category", "recording", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-01-01");
        Assert.Contains("too late for interviews:study-1/recording/P01/a.wav: it was erased before", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_returns_when_what_was_in_flight_has_its_outcome()
    {
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        var (seq, record) = OpenIntent(catalogue, "study-1/recording/P01/a.wav");
        var polls = 0;
        var holds = HoldDeskOf(catalogue, () =>
        {
            // The eraser's outcome comes while the hold waits for it.
            if (++polls == 3)
                Close(catalogue, seq, record);
            return true;
        });
        var seen = new List<int>();
        var placed = await holds.PlaceAsync(Litigation(new ParticipantId("P01")), seen.Add, TestContext.Current.CancellationToken);
        var done = Assert.IsType<Registered<PlacedHold>.Done>(placed);
        Assert.Equal(3, polls);
        Assert.All(seen, left => Assert.Equal(1, left));
        Assert.Equal("interviews:study-1/recording/P01/a.wav", Assert.Single(done.Fact.TooLateFor).ToString());
        Assert.Equal(0, done.Fact.InDoubt);
    }

    [Fact]
    public async Task A_hold_waits_for_nothing_outside_its_scope_and_for_nobody_who_is_gone()
    {
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        OpenIntent(catalogue, "study-1/recording/P01/a.wav");
        var others = Assert.IsType<Registered<PlacedHold>.Done>(await HoldDeskOf(catalogue, () => throw new InvalidOperationException("nobody asks"))
            .PlaceAsync(Litigation(new ParticipantId("P02")), _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal((0, 0), (others.Fact.InDoubt, others.Fact.TooLateFor.Count));
        var dead = Assert.IsType<Registered<PlacedHold>.Done>(await HoldDeskOf(catalogue, () => false)
            .PlaceAsync(Litigation(new ParticipantId("P01")), _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal((1, 0), (dead.Fact.InDoubt, dead.Fact.TooLateFor.Count));
    }

    [Fact]
    public async Task A_hold_waits_for_what_is_in_flight_of_a_merged_project_and_names_what_was_erased_of_it()
    {
        desk.Record("pilot/recording/P01/a.wav");
        desk.Record("pilot/recording/P02/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await desk.CorrectAsync("project", "merge", "pilot", "--into", "study-1");
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        var (seq, erased) = OpenIntent(catalogue, "pilot/recording/P02/a.wav");
        Close(catalogue, seq, erased);
        OpenIntent(catalogue, "pilot/recording/P01/a.wav");
        var placed = Assert.IsType<Registered<PlacedHold>.Done>(await HoldDeskOf(catalogue, () => false)
            .PlaceAsync(new HoldRequest(new ProjectId("study-1"), null, null, null, HoldKind.Litigation, "L/1", new LocalDate(2027, 1, 1)), _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal(1, placed.Fact.InDoubt);
        Assert.Equal("interviews:pilot/recording/P02/a.wav", Assert.Single(placed.Fact.ErasedBefore).ToString());
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private static HoldRequest Litigation(ParticipantId participant) =>
        new(new ProjectId("study-1"), participant, null, null, HoldKind.Litigation, "L/1", new LocalDate(2027, 1, 1));

    private HoldDesk HoldDeskOf(SqliteCatalogue catalogue, SomebodyErases somebodyErases)
    {
        var (log, actor) = (new AuditLog(Unsigned.Instance), new Actor("os-1"));
        var schedule = new ScheduleInForce(catalogue, log, desk.Clock, actor, new ScheduleSource(null));
        var directory = Path.Combine(desk.Home, "retention-data", "commitment-keys");
        var keys = new CommitmentKeys(directory, System.Security.Cryptography.RandomNumberGenerator.GetBytes);
        var recovery = new KeyRecovery(new LocalKeyShelf(directory));
        return new HoldDesk(new Bookkeeping(catalogue, log, desk.Clock, actor, schedule), new Commitments(keys), somebodyErases, _ => null, recovery, TimeProvider.System);
    }

    private static (long Seq, long Record) OpenIntent(SqliteCatalogue catalogue, string name)
    {
        using var work = catalogue.Begin();
        var record = work.Records.Find(new RecordAddress(new StoreName("interviews"), RecordName.FromText(name)))!;
        const long seq = 4711;
        work.Intents.Open([new OpenIntent(seq, record.Id, "digest", Instant.FromUnixTimeSeconds(0))]);
        work.Commit();
        return (seq, record.Id);
    }

    private static void Close(SqliteCatalogue catalogue, long seq, long record)
    {
        using var work = catalogue.Begin();
        work.Intents.Close(seq);
        work.Records.MarkErased(record, Instant.FromUnixTimeSeconds(1), null);
        work.Commit();
    }
}
