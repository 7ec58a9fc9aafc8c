using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

/// <summary>Processors and recipients outside are to be told of what was erased, and no answer of theirs silences what is erased later (UK GDPR Art. 19, 28(3)(g)).</summary>
public sealed class RecipientTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Whoever_was_named_is_due_from_the_first_erasure_on_and_a_stop_of_30_days_says_so_until_they_attest()
    {
        var added = (await desk.DoAsync("recipient", "add", "--project", "study-1", "--recipient", "transcripts-ltd", "--kind", "processor", "--of", "recording", "transcript", "--output", "json")).Json;
        Assert.Equal(("nothing-erased", "recording transcript"), (State(added), string.Join(' ', added.GetProperty("of").EnumerateArray().Select(c => c.GetString()))));
        Assert.Empty(await UntoldAsync());
        await EraseAsync();

        var stop = Assert.Single(await UntoldAsync());
        Assert.Equal(
            ("study-1/transcripts-ltd", "processor", 2L, "2026-11-23T09:00:00Z", "2026-12-23T09:00:00Z"),
            (stop.GetProperty("subject").GetString(), stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64(), stop.GetProperty("since").GetString(), stop.GetProperty("mustBeResolvedBy").GetString()));
        Assert.Contains("retention recipient attest --project study-1 --recipient transcripts-ltd", stop.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);
        desk.Clock.Now += Duration.FromDays(30);
        Assert.True(Assert.Single(await UntoldAsync()).GetProperty("overdue").GetBoolean());

        await desk.DoAsync("recipient", "attest", "--project", "study-1", "--recipient", "transcripts-ltd", "--on", "2026-11-24", "--reference", "DPA/7");
        Assert.Empty(await UntoldAsync());
        var line = (await desk.DoAsync("recipient", "list", "--project", "study-1", "--output", "json")).Json;
        Assert.Equal(("attested", "2026-11-24", "DPA/7", 0L), (State(line), line.GetProperty("attestedThrough").GetString(), line.GetProperty("reference").GetString(), line.GetProperty("records").GetInt64()));
        Assert.Equal(["recipient-added", "recipient-attested"], (await EntriesAsync()).Select(e => e.GetProperty("kind").GetString()));
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task An_attestation_from_before_the_first_erasure_speaks_of_nothing()
    {
        await AddAsync("transcripts-ltd");
        Assert.Contains("nothing", (await AttestAsync("transcripts-ltd", "2026-11-23")).Errors, StringComparison.Ordinal);
        await EraseAsync(later: Duration.FromHours(1));
        Assert.Equal("processor", Assert.Single(await UntoldAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_is_erased_after_an_attestation_makes_them_due_again_on_the_same_day_too()
    {
        await AddAsync("transcripts-ltd");
        await EraseParticipantAsync("P01");
        await AttestAsync("transcripts-ltd", "2026-11-23");
        Assert.Empty(await UntoldAsync());

        desk.Clock.Now += Duration.FromHours(2);
        await EraseParticipantAsync("P02");
        var stop = Assert.Single(await UntoldAsync());
        Assert.Equal(("processor-again", 2L, "2026-11-23T11:00:00Z"), (stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64(), stop.GetProperty("since").GetString()));
        // The very same words, said once more, speak of more.
        await AttestAsync("transcripts-ltd", "2026-11-23");
        Assert.Empty(await UntoldAsync());
        Assert.Contains("nothing changed", (await AttestAsync("transcripts-ltd", "2026-11-23")).Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await EntriesAsync()).Count(e => e.GetProperty("kind").GetString() == "recipient-attested"));
    }

    [Fact]
    public async Task An_attestation_speaks_of_what_was_erased_up_to_the_end_of_its_day_in_the_schedules_zone()
    {
        await AddAsync("transcripts-ltd");
        await EraseParticipantAsync("P01");
        desk.Clock.Now += Duration.FromDays(1);
        await EraseParticipantAsync("P02");
        desk.Clock.Now += Duration.FromDays(3);
        Assert.Contains("stays due", (await AttestAsync("transcripts-ltd", "2026-11-22")).Errors, StringComparison.Ordinal);
        Assert.Equal(("processor", 4L), CodeAndRecords(Assert.Single(await UntoldAsync())));
        Assert.Contains("stays due", (await AttestAsync("transcripts-ltd", "2026-11-23")).Errors, StringComparison.Ordinal);
        var stop = Assert.Single(await UntoldAsync());
        Assert.Equal(("processor-again", 2L), CodeAndRecords(stop));
        Assert.Equal("2026-12-24T09:00:00Z", stop.GetProperty("mustBeResolvedBy").GetString());
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("recipient", "attest", "--project", "study-1", "--recipient", "transcripts-ltd", "--on", "2026-11-28", "--reference", "DPA/7")).Code);
        await AttestAsync("transcripts-ltd", "2026-11-24");
        Assert.Empty(await UntoldAsync());
    }

    [Fact]
    public async Task Whoever_is_named_late_is_due_for_what_was_erased_before_with_the_clock_of_then()
    {
        await EraseAsync();
        desk.Clock.Now += Duration.FromDays(40);
        var added = await AddAsync("archive", "recipient");
        Assert.Contains("erased already", added.Errors, StringComparison.Ordinal);
        var stop = Assert.Single(await UntoldAsync());
        Assert.Equal(("2026-11-23T09:00:00Z", true), (stop.GetProperty("since").GetString(), stop.GetProperty("overdue").GetBoolean()));
        await AttestAsync("archive", "2026-11-23");
        Assert.Empty(await UntoldAsync());
    }

    [Fact]
    public async Task What_is_forgotten_by_name_is_due_all_the_same()
    {
        await AddAsync("transcripts-ltd");
        await EraseAsync();
        desk.Clock.Now += Duration.FromDays(60);
        await desk.DoAsync("run", "--once");
        using (var books = RetentionWorker.Catalogue.Sqlite.SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data")).Read())
            Assert.DoesNotContain(books.Records.Stream(null, new("study-1"), presentOnly: false), r => r.State != RetentionWorker.Catalogue.RecordState.Present);
        Assert.Equal(("processor", 2L), CodeAndRecords(Assert.Single(await UntoldAsync())));
    }

    [Fact]
    public async Task While_a_project_runs_only_what_was_disclosed_counts_and_once_it_has_ended_its_first_erasure_of_anything()
    {
        desk.Record("study-1/transcript/P01/a.txt");
        await desk.DoAsync("discover");
        await desk.DoAsync("recipient", "add", "--project", "study-1", "--recipient", "typist", "--kind", "processor", "--of", "transcript");
        await desk.DoAsync("recipient", "add", "--project", "study-1", "--recipient", "printer", "--kind", "recipient", "--of", "photograph");
        await EraseParticipantAsync("P02");
        Assert.Empty(await UntoldAsync());
        await EraseParticipantAsync("P01");
        Assert.Equal("study-1/typist", Assert.Single(await UntoldAsync()).GetProperty("subject").GetString());

        foreach (var category in new[] { "recording", "contact-details" })
            desk.Record($"study-1/{category}/P03/a.wav");
        await desk.DoAsync("discover");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-23", "--event", "report-accepted");
        desk.Clock.Now += Duration.FromDays(2);
        await desk.DoAsync("run", "--once");
        var printer = (await UntoldAsync()).Single(s => s.GetProperty("subject").GetString() == "study-1/printer");
        Assert.Equal(("recipient", 0L), CodeAndRecords(printer));
        Assert.Equal("2026-11-25T09:00:00Z", printer.GetProperty("since").GetString());
        await desk.DoAsync("recipient", "excuse", "--project", "study-1", "--recipient", "printer", "--because", "never-received");
        Assert.DoesNotContain(await UntoldAsync(), s => s.GetProperty("subject").GetString() == "study-1/printer");
    }

    [Fact]
    public async Task An_excuse_is_one_of_a_list_and_of_the_law_for_that_kind_and_speaks_of_nothing_that_is_erased_later()
    {
        await AddAsync("transcripts-ltd");
        await AddAsync("archive", "recipient");
        await EraseParticipantAsync("P01");
        Assert.Equal(ExitCode.Usage, (await desk.SayAsync("recipient", "excuse", "--project", "study-1", "--recipient", "archive", "--because", "too-much-work")).Code);
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("recipient", "excuse", "--project", "study-1", "--recipient", "transcripts-ltd", "--because", "disproportionate-effort")).Code);
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("recipient", "excuse", "--project", "study-1", "--recipient", "archive", "--because", "law-requires-storage")).Code);
        Assert.Equal(2, (await UntoldAsync()).Count);
        var excused = (await desk.DoAsync("recipient", "excuse", "--project", "study-1", "--recipient", "archive", "--because", "disproportionate-effort", "--output", "json")).Json;
        Assert.Equal(("excused", "disproportionate-effort"), (State(excused), excused.GetProperty("excused").GetString()));
        Assert.Equal("study-1/transcripts-ltd", Assert.Single(await UntoldAsync()).GetProperty("subject").GetString());

        desk.Clock.Now += Duration.FromDays(1);
        await EraseParticipantAsync("P02");
        Assert.Contains(await UntoldAsync(), s => s.GetProperty("code").GetString() == "recipient-again");
    }

    [Fact]
    public async Task Who_was_named_by_mistake_is_taken_back_until_something_is_erased()
    {
        await AddAsync("transcripts-ltd");
        Assert.Contains("already", (await AddAsync("transcripts-ltd")).Errors, StringComparison.Ordinal);
        var other = await desk.SayAsync("recipient", "add", "--project", "study-1", "--recipient", "transcripts-ltd", "--kind", "recipient");
        Assert.Equal(ExitCode.BadInput, other.Code);
        Assert.Contains("retention recipient remove", other.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("recipient", "add", "--project", "study-1", "--recipient", "Transcripts-LTD", "--kind", "processor")).Code);
        await desk.DoAsync("recipient", "remove", "--project", "study-1", "--recipient", "transcripts-ltd");
        Assert.Empty((await desk.DoAsync("recipient", "list", "--output", "json")).Lines);
        await AddAsync("transcripts-ltd");
        await EraseAsync();
        var refused = await desk.SayAsync("recipient", "remove", "--project", "study-1", "--recipient", "transcripts-ltd");
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("never-received", refused.Errors, StringComparison.Ordinal);
        Assert.Single(await UntoldAsync());
        Assert.Equal(["recipient-added", "recipient-removed", "recipient-added"], (await EntriesAsync()).Select(e => e.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Ids_projects_and_references_are_checked_and_there_is_no_room_for_names()
    {
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("recipient", "add", "--project", "study-2", "--recipient", "a", "--kind", "processor")).Code);
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("recipient", "list", "--project", "study-2")).Code);
        foreach (var id in new[] { "Jane Miller", "jane@example.org", "ältere", "-a", new string('a', 65) })
            Assert.Equal(ExitCode.Usage, (await desk.SayAsync("recipient", "add", "--project", "study-1", "--recipient=" + id, "--kind", "processor")).Code);
        Assert.Equal(ExitCode.Usage, (await desk.SayAsync("recipient", "add", "--project", "study-1", "--recipient", "a", "--kind", "friend")).Code);
        Assert.Equal(ExitCode.Usage, (await desk.SayAsync("recipient", "add", "--project", "study-1", "--recipient", "a", "--kind", "processor", "--of", "recording", "and notes")).Code);
        Assert.Contains("recording", (await desk.DoAsync("recipient", "add", "--project", "study-1", "--recipient", "a", "--kind", "processor", "--of", "recordings")).Errors, StringComparison.Ordinal);
        foreach (var reference in new[] { "their letter", "dpa/7", new string('A', 41) })
            Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("recipient", "attest", "--project", "study-1", "--recipient", "a", "--on", "2026-11-20", "--reference", reference)).Code);
        var unknown = await desk.SayAsync("recipient", "attest", "--project", "study-1", "--recipient", "b", "--on", "2026-11-20", "--reference", "A");
        Assert.Equal(ExitCode.BadInput, unknown.Code);
        Assert.Contains("no recipient 'b'", unknown.Errors, StringComparison.Ordinal);
        Assert.Single(await EntriesAsync());
    }

    [Fact]
    public async Task What_goes_on_as_part_of_a_project_counts_as_that_project_and_no_attestation_of_before_covers_it()
    {
        desk.Record("pilot/recording/P09/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await AddAsync("transcripts-ltd");
        await desk.DoAsync("recipient", "add", "--project", "pilot", "--recipient", "first-agency", "--kind", "processor");
        await desk.DoAsync("withdraw", "--project", "pilot", "--participant", "P09", "--on", "2026-11-20", "--ground", "consent");
        await EraseParticipantAsync("P01");
        Assert.Equal(["study-1/transcripts-ltd", "pilot/first-agency"], (await UntoldAsync()).Select(s => s.GetProperty("subject").GetString()!).OrderDescending());
        await AttestAsync("transcripts-ltd", "2026-11-23");
        desk.Clock.Now += Duration.FromDays(2);
        await desk.CorrectAsync("project", "merge", "pilot", "--into", "study-1");

        var again = (await UntoldAsync()).Single(s => s.GetProperty("subject").GetString() == "study-1/transcripts-ltd");
        Assert.Equal(("processor-again", 1L), CodeAndRecords(again));
        Assert.Equal("2026-11-25T09:00:00Z", again.GetProperty("since").GetString());
        Assert.Equal(2, (await desk.DoAsync("recipient", "list", "--project", "study-1", "--output", "json")).Lines.Count);
        Assert.Equal(2, (await desk.DoAsync("recipient", "list", "--project", "pilot", "--output", "json")).Lines.Count);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("recipient", "add", "--project", "pilot", "--recipient", "late", "--kind", "processor")).Code);
        Assert.Contains("--project pilot", (await desk.SayAsync("recipient", "attest", "--project", "study-1", "--recipient", "first-agency", "--on", "2026-11-24", "--reference", "A")).Errors, StringComparison.Ordinal);
        await desk.DoAsync("recipient", "attest", "--project", "pilot", "--recipient", "first-agency", "--on", "2026-11-24", "--reference", "A");
        await AttestAsync("transcripts-ltd", "2026-11-25");
        Assert.Empty(await UntoldAsync());
        // What the whole erases later is nothing that the part's own agency ever had.
        desk.Clock.Now += Duration.FromDays(1);
        await EraseParticipantAsync("P02");
        Assert.Equal("study-1/transcripts-ltd", Assert.Single(await UntoldAsync()).GetProperty("subject").GetString());
    }

    [Fact]
    public async Task An_erasure_that_is_in_flight_is_covered_by_no_answer()
    {
        await AddAsync("transcripts-ltd");
        await EraseParticipantAsync("P01");
        var catalogue = RetentionWorker.Catalogue.Sqlite.SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        using (var work = catalogue.Begin())
        {
            var record = work.Records.Stream(null, new("study-1"), presentOnly: true).First();
            work.Intents.Open([new(999, record.Id, "digest", desk.Clock.Now - Duration.FromMinutes(1))]);
            work.Commit();
        }
        Assert.Contains("stays due", (await AttestAsync("transcripts-ltd", "2026-11-23")).Errors, StringComparison.Ordinal);
        Assert.Single(await UntoldAsync());
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("recipient", "remove", "--project", "study-1", "--recipient", "transcripts-ltd")).Code);
    }

    private static string? State(JsonElement line) => line.GetProperty("state").GetString();

    private static (string?, long) CodeAndRecords(JsonElement stop) => (stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64());

    private Task<Said> AddAsync(string recipient, string kind = "processor") => desk.DoAsync(
        kind == "processor" ? ["recipient", "add", "--project", "study-1", "--recipient", recipient, "--kind", kind, "--of", "recording", "contact-details"] : ["recipient", "add", "--project", "study-1", "--recipient", recipient, "--kind", kind]);

    private Task<Said> AttestAsync(string recipient, string on) => desk.DoAsync("recipient", "attest", "--project", "study-1", "--recipient", recipient, "--on", on, "--reference", "DPA/7");

    /// <summary>The two recordings go: the project has ended.</summary>
    private async Task EraseAsync(Duration later = default)
    {
        desk.Clock.Now += later;
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
    }

    /// <summary>Both records of a participant go while the project runs.</summary>
    private async Task EraseParticipantAsync(string participant)
    {
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", participant, "--on", "2026-11-20", "--ground", "consent");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds($"study-1/recording/{participant}/a.wav"));
    }

    private async Task<IReadOnlyList<JsonElement>> UntoldAsync() =>
        [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "recipient-untold")];

    private async Task<IReadOnlyList<JsonElement>> EntriesAsync() =>
        [.. (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement).Where(e => e.GetProperty("kind").GetString()!.StartsWith("recipient-", StringComparison.Ordinal))];
}
