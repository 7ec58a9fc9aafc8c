using System.Globalization;
using System.Text.Json;
using CsCheck;
using NodaTime;
using NodaTime.Text;
using RetentionWorker.Review;

namespace RetentionWorker.Tests.Review;

/// <summary>What a month's figures make of a log: any log, and the edges of days and months.</summary>
public sealed class MonthStoryTests
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];
    private static readonly Instant Now = Instant.FromUtc(2028, 1, 1, 0, 0);
    private readonly List<string> log = [];

    /// <summary>One erasure: how long after the one before, how many days before or after its promise, and what came of it.</summary>
    private sealed record Step(int Hours, int DaysBeyond, int Fate);

    /// <summary>One run: what it erased, and whether it closed its books.</summary>
    private sealed record OfRun(Step[] Steps, bool Closes);

    private static readonly Gen<OfRun[]> Runs =
        Gen.Select(Gen.Select(Gen.Int[0, 90], Gen.Int[-3, 3], Gen.Int[0, 9], (hours, days, fate) => new Step(hours, days, fate)).Array[0, 12], Gen.Int[0, 4].Select(i => i > 0), (steps, closes) => new OfRun(steps, closes)).Array[1, 14];

    [Fact]
    public void The_months_of_any_log_add_up_and_their_books_balance() => Runs.Sample(runs =>
    {
        var (story, erased, late, said) = (new MonthStoryTests(), 0L, 0L, 0L);
        var at = Instant.FromUtc(2026, 1, 1, 0, 0);
        var first = at;
        foreach (var run in runs)
        {
            var inBooks = 0;
            foreach (var step in run.Steps)
            {
                at += Duration.FromHours(step.Hours);
                var promised = at.InZone(London).Date.PlusDays(-step.DaysBeyond);
                var kind = step.Fate switch { 0 => "failed", 1 => "kept", 2 => "already-absent", _ => "erased" };
                var resolved = step.Fate == 3;
                story.Erasure(at, promised, kind, resolved);
                erased += kind == "erased" ? 1 : 0;
                late += kind == "erased" && step.DaysBeyond > 0 ? 1 : 0;
                inBooks += kind == "erased" && !resolved ? 1 : 0;
            }
            if (!run.Closes)
                continue;
            story.Summary(at, inBooks);
            said += inBooks;
        }
        var (sum, ofRuns) = ((OnTime: 0L, Late: 0L), 0L);
        for (var month = new YearMonth(2026, 1); month.OnDayOfMonth(1) <= at.InZone(London).Date; month = month.PlusMonths(1))
        {
            var figures = story.Of(month);
            Assert.True(figures.Runs.Balanced);
            Assert.Equal((figures.Erased.OnTime, figures.Erased.Late), (figures.Days.Sum(d => d.OnTime), figures.Days.Sum(d => d.Late)));
            Assert.Equal((figures.Erased.OnTime, figures.Erased.Late), (figures.By.Sum(d => d.OnTime), figures.By.Sum(d => d.Late)));
            sum = (sum.OnTime + figures.Erased.OnTime, sum.Late + figures.Erased.Late);
            ofRuns += figures.Runs.Erased;
        }
        Assert.Equal((erased - late, late, said), (sum.OnTime, sum.Late, ofRuns));
    }, iter: 300, threads: 1);

    [Fact]
    public void Books_that_say_more_than_the_outcomes_do_not_balance()
    {
        Erasure(Instant.FromUtc(2026, 5, 4, 9, 0), new(2026, 5, 4), "erased", false);
        Summary(Instant.FromUtc(2026, 5, 4, 10, 0), 2);
        var runs = Of(new(2026, 5)).Runs;
        Assert.Equal((false, 1L), (runs.Balanced, runs.Unaccounted));
    }

    [Fact]
    public void A_day_and_a_month_end_when_they_end_where_the_schedule_counts_them()
    {
        // Half an hour before midnight in UTC it is the next day already in a London summer.
        Erasure(Instant.FromUtc(2026, 6, 30, 22, 30), new(2026, 6, 30), "erased", false);
        Erasure(Instant.FromUtc(2026, 6, 30, 23, 30), new(2026, 6, 30), "erased", false);
        Assert.Equal((1L, 0L), (Of(new(2026, 6)).Erased.OnTime, Of(new(2026, 6)).Erased.Late));
        Assert.Equal((0L, 1L), (Of(new(2026, 7)).Erased.OnTime, Of(new(2026, 7)).Erased.Late));
        Assert.Equal((1L, new LocalDate(2026, 7, 1)), (Of(new(2026, 6)).OverdueAtEnd.ErasedSince, Of(new(2026, 7)).Days.Single(d => d.Late > 0).Day));
    }

    [Fact]
    public void What_an_obligation_kept_beyond_its_day_is_late_and_said_so_and_was_not_overdue_before()
    {
        Add("""{"actor":"os-1","at":"2026-04-01T09:00:00Z","ground":"consent","kind":"withdrawal-recorded","participant":"C","project":"study-1","receivedOn":"2026-04-01","withdrawal":7}""");
        Add("""{"actor":"schedule","at":"2026-07-02T09:00:00Z","category":"recording","due":"2026-07-01","eraseBy":"2026-05-01","kind":"erasure-intended","participant":"C","plan":"aa","project":"study-1","record":"R","rules":["r"],"schedule":"bb","store":"interviews"}""");
        Add("""{"actor":"schedule","at":"2026-07-02T09:00:01Z","copies":1,"intent":1,"kind":"erased","method":"unlinked","record":"R","residue":[],"verified":"listed-absent"}""");
        Assert.Equal((1L, 1L), (Of(new(2026, 7)).Erased.Late, Of(new(2026, 7)).Erased.LateByObligation));
        Assert.Equal(0, Of(new(2026, 6)).OverdueAtEnd.ErasedSince);
        var withdrawals = Of(new(2026, 4)).Withdrawals;
        Assert.Equal((1L, 0L, 0L, 1L, 0L), (withdrawals.Recorded, withdrawals.ErasedOnTime, withdrawals.ErasedLate, withdrawals.ErasedAfterObligation, withdrawals.Unlinkable));
    }

    [Fact]
    public void Copies_are_counted_as_long_as_they_may_come_back_and_no_longer()
    {
        Erasure(Instant.FromUtc(2026, 5, 4, 9, 0), new(2026, 5, 4), "erased", false, """{"kind":"backup","until":"2026-06-30"},{"kind":"version"}""");
        Erasure(Instant.FromUtc(2026, 6, 4, 9, 0), new(2026, 6, 4), "erased", false, """{"kind":"backup","until":"2026-07-09"}""");
        Assert.Equal([("backup", new LocalDate(2026, 7, 9), 2L), ("version", null, 1L)], Of(new(2026, 6)).Residue.Select(r => (r.Kind, r.Until, r.Records)));
        Assert.Equal([("backup", new LocalDate(2026, 6, 30), 1L), ("version", null, 1L)], Of(new(2026, 5)).Residue.Select(r => (r.Kind, r.Until, r.Records)));
        Assert.Equal([("version", (LocalDate?)null, 1L)], Of(new(2026, 7)).Residue.Select(r => (r.Kind, r.Until, r.Records)));
    }

    [Fact]
    public void Holds_guards_and_checkpoints_are_as_they_stood_when_the_month_ended()
    {
        Add("""{"actor":"os-1","at":"2026-04-01T09:00:00Z","hold":1,"kind":"hold-placed","mandate":"litigation","project":"p","reference":"A/1","reviewBy":"2026-05-30"}""");
        Add("""{"actor":"os-1","at":"2026-04-01T09:00:00Z","hold":2,"kind":"hold-placed","mandate":"inquiry","project":"p","reference":"A/2","reviewBy":"2027-05-31"}""");
        Add("""{"actor":"os-1","at":"2026-05-02T09:00:00Z","because":"looked-into","holds":["1"],"kind":"register-confirmed","projects":1}""");
        Add("""{"actor":"schedule","at":"2026-05-03T09:00:00Z","code":"identity-differs","guard":"store","kind":"erasure-withheld","store":"interviews"}""");
        Add(Anchor("2026-04-28T00:00:00Z"));
        Add(Anchor("2026-05-11T01:00:00Z"));
        Add(Anchor("2026-05-30T23:00:00Z"));
        Add("""{"actor":"os-1","at":"2026-06-02T09:00:00Z","hold":1,"kind":"hold-released","project":"p"}""");
        Add("""{"actor":"schedule","at":"2026-06-03T09:00:00Z","guard":"store","kind":"erasure-resumed","store":"interviews"}""");
        Add("""{"actor":"schedule","at":"2026-06-04T09:00:00Z","kind":"key-destroyed","epoch":1,"intent":3,"project":"p","verified":"listed-absent"}""");
        Add("""{"actor":"schedule","at":"2026-06-05T09:00:00Z","breach":1,"code":"came-back","kind":"breach-noted","records":2,"store":"interviews"}""");
        Add("""{"actor":"schedule","added":0,"at":"2026-06-05T09:00:00Z","changed":0,"kind":"discovery-finding","returned":0,"seen":9,"store":"interviews","unreadable":0,"vanished":3}""");
        var (may, june) = (Of(new(2026, 5)), Of(new(2026, 6)));
        Assert.Equal((0L, 0L, 1L, 1L), (may.Holds.Placed, may.Holds.Released, may.Holds.InForceAtEnd, may.Holds.PastReviewAtEnd));
        Assert.Equal((1L, 0L), (june.Holds.Released, june.Holds.InForceAtEnd));
        Assert.Equal((true, 1L, 0L), (may.Guards.Single().ClosedAtEnd, may.Guards.Single().Closed, may.Guards.Single().Opened));
        Assert.Equal((false, 0L, 1L), (june.Guards.Single().ClosedAtEnd, june.Guards.Single().Closed, june.Guards.Single().Opened));
        // From the 11th, 01:00, to the 30th, 23:00; the month ends an hour before midnight in UTC.
        Assert.Equal((2L, 24L, 19 * 24 + 22L), (may.Anchors.Single().Taken, may.Anchors.Single().AgeInHoursAtEnd, may.Anchors.Single().LongestGapInHours));
        Assert.Equal((0L, 30 * 24L), (june.Anchors.Single().Taken, june.Anchors.Single().LongestGapInHours));
        Assert.Equal((0L, 1L), (may.Keys.Destroyed, june.Keys.Destroyed));
        Assert.Equal((0L, 1L, 3L), (may.Concerns.BreachesNoted, june.Concerns.BreachesNoted, june.Concerns.Vanished));

        static string Anchor(string at) => $$"""{"actor":"schedule","at":"{{at}}","kind":"anchor","place":"folder","placeKind":"folder","root":"00","size":1}""";
    }

    [Fact]
    public void What_is_kept_in_memory_does_not_grow_with_the_log()
    {
        var (few, many) = (YearOf(2_000), YearOf(20_000));
        // Ten times as many entries make no more than a handful of objects.
        Assert.InRange(Kept(many), 1, Kept(few) + 20);
        Assert.True(Kept(few) > 60);
        Assert.InRange(many.Figures().Erased.Erased, 20_000 / 12, 20_000 / 11);

        // The same year, in more or fewer entries.
        static MonthStory YearOf(int erasures)
        {
            var month = new ReportMonth(new(2026, 5), London, Now);
            var story = new MonthStory(month, new(month, []));
            for (var i = 0L; i < erasures; i++)
            {
                var at = InstantPattern.General.Format(Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromMinutes(525_000 * i / erasures));
                using var intent = JsonDocument.Parse($$"""{"at":"{{at}}","category":"recording","due":"2026-01-01","eraseBy":"{{at[..10]}}","kind":"erasure-intended","participant":"C{{i}}","project":"p","record":"R{{i}}","store":"s"}""");
                using var outcome = JsonDocument.Parse($$"""{"at":"{{at}}","intent":{{2 * i}},"kind":"erased","record":"R{{i}}","residue":[{"kind":"backup","until":"2026-12-{{i % 28 + 1:00}}"}]}""");
                story.Read(2 * i, intent.RootElement);
                story.Read(2 * i + 1, outcome.RootElement);
            }
            return story;
        }
    }

    /// <summary>How much it holds: objects, and the places of collections that are taken.</summary>
    private static int Kept(object story)
    {
        var (seen, waiting, size) = (new HashSet<object>(ReferenceEqualityComparer.Instance), new Stack<object>([story]), 0);
        while (waiting.TryPop(out var next))
        {
            if (!seen.Add(next) || next is string or Type or Delegate || next.GetType().Namespace?.StartsWith("NodaTime", StringComparison.Ordinal) == true)
                continue;
            size += next is System.Collections.ICollection collection ? collection.Count + 1 : 1;
            var inside = next is System.Collections.IEnumerable several ? several.Cast<object?>() : next.GetType()
                .GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public).Select(f => f.GetValue(next));
            foreach (var item in inside.OfType<object>().Where(o => !o.GetType().IsPrimitive))
                waiting.Push(item);
        }
        return size;
    }

    private void Erasure(Instant at, LocalDate eraseBy, string kind, bool resolved, string residue = "")
    {
        var (time, seq) = (InstantPattern.General.Format(at), log.Count);
        var due = LocalDatePattern.Iso.Format(eraseBy.PlusDays(-30));
        Add($$"""{"actor":"schedule","at":"{{time}}","category":"c{{seq % 3}}","due":"{{due}}","eraseBy":"{{LocalDatePattern.Iso.Format(eraseBy)}}","kind":"erasure-intended","participant":"C","plan":"aa","project":"study-1","record":"R","rules":["r"],"schedule":"bb","store":"interviews"}""");
        var more = kind switch { "failed" => "\"code\":\"EIO\",\"seen\":\"present\"", "kept" => "\"reason\":\"changed\"", _ => $"\"residue\":[{residue}],\"verified\":\"listed-absent\"" };
        Add($$"""{"actor":"schedule","at":"{{time}}","intent":{{seq}},"kind":"{{kind}}","record":"R",{{(resolved ? "\"resolved\":1," : "")}}{{more}}}""");
    }

    private void Summary(Instant at, long erased) => Add(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"actor":"schedule","alreadyAbsent":0,"at":"{{InstantPattern.General.Format(at)}}","discovered":{{erased}},"due":{{erased}},"erased":{{erased}},"held":0,"kept":0,"kind":"run-summary","notErased":{},"unclassified":0}"""));

    private void Add(string entry) => log.Add(entry);

    private LogFigures Of(YearMonth asked)
    {
        var month = new ReportMonth(asked, London, Now);
        var story = new MonthStory(month, new(month, [(7, new HashSet<string> { "C" })]));
        for (var seq = 0; seq < log.Count; seq++)
        {
            using var entry = JsonDocument.Parse(log[seq]);
            story.Read(seq, entry.RootElement);
        }
        return story.Figures();
    }
}
