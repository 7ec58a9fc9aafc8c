using System.Globalization;
using NodaTime;
using NodaTime.Text;
using RetentionWorker.Papers;

namespace RetentionWorker.Review;

/// <summary>A month's report for people: made of its figures and nothing else. Each table says whether the log or the catalogue told it.</summary>
internal static class ReportPaper
{
    private const string None = "\u2013";

    /// <param name="report">The figures.</param>
    /// <param name="digest">The SHA-256 of the figures as they are written (hexadecimal).</param>
    public static Paper Of(MonthReport report, string digest)
    {
        var (log, catalogue) = (report.Log, report.Catalogue);
        IEnumerable<Block> blocks =
        [
            new Block.Paragraph($"Made {Show(report.MadeAt)}, for {Show(report.From)} to {Show(report.Through)} in {report.TimeZone}. It counts; it names no participant, no record and no person.{(report.LogBegan is { } began ? $" The log began {Show(began)}: nothing is known of the time before." : "")}"),
            .. InShort(report),
            new Block.Heading("Erased on time and late"),
            Chart(log.Days),
            Table("By the day of the outcome (from the log)", ["category", "store", "on time", "late", "already absent", "not erased"], log.By.Select(b => Row(b.Category, b.Store, b.OnTime, b.Late, b.AlreadyAbsent, b.NotErased))),
            new Block.Heading("Overdue"),
            Table(
                "Past the promised day and still there, by the facts and holds of now (from the catalogue)", ["category", "store", report.SoFar ? "so far" : "when the month ended", "now", "past it and held now"],
                catalogue.Overdue.Select(o => Row(o.Category, o.Store, o.AtEnd, o.Now, o.HeldNow))),
            .. report.SoFar ? Array.Empty<Block>() :
            [
                Table("Past the promised day when the month ended, whatever kept them (a hold, a fault), and gone since (from the log)", ["category", "store", "records"], log.OverdueAtEnd.By.Select(o => Row(o.Category, o.Store, o.Records))),
            ],
            .. Books(log),
            .. Stood(report),
            .. Kept(log),
            new Block.Heading("The log that it rests on"),
            Members("Verified before this was made", ("log", report.Verdict.Log), ("entries", report.Verdict.Size), ("root", report.Verdict.Root), ("rests on", report.Verdict.RestsOn ?? "nothing kept elsewhere"), ("erasures begun without an outcome", report.Verdict.OpenIntents), ("findings", Codes(report.Verdict.Findings))),
            new Block.Heading("What it does not say"),
            new Block.Points(
            [
                "What the log says cannot be changed unseen since its last checkpoint outside; what the catalogue says can be changed by whoever has the data directory.",
                "Late is past the day that the schedule promised when the erasure began, whatever the reason. A fact that was recorded or corrected later moves no outcome from late to on time.",
                "That something never logged did not happen.",
            ]),
        ];
        return new(
            $"Retention report for {report.Month}", report.Month + (report.SoFar ? " SO FAR" : "") + (log.Runs.Balanced ? "" : ", BOOKS DO NOT BALANCE"), Meaning(report), [.. blocks],
            [$"Figures SHA-256 {digest}", $"Log {report.Verdict.Log}, {Show(report.Verdict.Size)} entries, root {report.Verdict.Root}"]);
    }

    private static string Meaning(MonthReport report)
    {
        var (erased, overdue) = (report.Log.Erased, report.Catalogue.Overdue.Sum(o => o.Now));
        return string.Create(CultureInfo.InvariantCulture, $"{erased.Erased} records were erased, {erased.OnTime} of them on time and {erased.Late} late; {overdue} are overdue now. The audit log verifies.")
            + (report.Log.Runs.Balanced ? "" : " What the runs say they erased and the outcomes on the log differ: see the books of the runs.");
    }

    private static Block[] InShort(MonthReport report)
    {
        var (log, catalogue) = (report.Log, report.Catalogue);
        return
        [
            new Block.Heading("In short"),
            Members(
                report.SoFar ? "The month so far" : "The month",
                ("erased on time (log)", log.Erased.OnTime), ("erased late (log)", log.Erased.Late), ("of them kept beyond their day by an obligation (log)", log.Erased.LateByObligation),
                ("found absent already (log)", log.Erased.AlreadyAbsent), ("attempts that erased nothing: kept, refused, failed (log)", $"{Show(log.Erased.Kept)}, {Show(log.Erased.Refused)}, {Show(log.Erased.Failed)}"),
                ("overdue now (catalogue)", catalogue.Overdue.Sum(o => o.Now)), ("holds in force at the end (log)", log.Holds.InForceAtEnd), ("plans waiting for an approval now (catalogue)", catalogue.PlansWaiting),
                ("copies that could still come back at the end (log)", log.Residue.Sum(r => r.Records)), ("days without an unattended run (log)", log.Life.DaysWithoutARun.Count)),
        ];
    }

    private static Block.Chart Chart(IReadOnlyList<DayLine> days)
    {
        var most = days.MaxBy(d => d.OnTime + d.Late);
        var words = most is null || most.OnTime + most.Late == 0
            ? "Nothing was erased on any day."
            : string.Create(CultureInfo.InvariantCulture, $"On {days.Count(d => d.OnTime + d.Late > 0)} of {days.Count} days records were erased, on {days.Count(d => d.Late > 0)} of them late ones; most on {Show(most.Day)}: {most.OnTime} on time, {most.Late} late.");
        return new("Records erased, by day of the month (from the log)", "on time", "late", [.. days.Select(d => new Bar(Show(d.Day.Day), d.OnTime, d.Late))], words);
    }

    private static Block[] Books(LogFigures log) =>
    [
        new Block.Heading("The books of the runs"),
        Members(
            "What the runs say they erased, held against the outcomes (from the log)",
            ("runs that closed their books", log.Runs.Runs), ("due in them", log.Runs.Due), ("erased, they say", log.Runs.Erased), ("less: with outcomes of another month", log.Runs.OutsideMonth),
            ("and: in runs that closed their books after the month", log.Runs.InRunsAfter), ("and: found out at a later start, or by runs that never closed their books", log.Runs.BesideRuns),
            ("erased, by the outcomes", log.Erased.Erased), ("unaccounted for", log.Runs.Unaccounted), ("they balance", log.Runs.Balanced ? "yes" : "NO"), ("due and not erased, by run and reason", Codes(log.Runs.NotErased)),
            ("of the program\u2019s own test records, not counted here", log.Erased.OfCanaries)),
    ];

    private static IEnumerable<Block> Stood(MonthReport report)
    {
        var (log, catalogue) = (report.Log, report.Catalogue);
        yield return new Block.Heading("Holds");
        yield return Members("From the log", ("placed", log.Holds.Placed), ("released", log.Holds.Released), ("in force at the end", log.Holds.InForceAtEnd), ("of them past their review", log.Holds.PastReviewAtEnd), ("in force, by mandate", Codes(log.Holds.InForceByMandate)));
        yield return new Block.Heading("Limits and approvals");
        yield return Members(
            "From the log, but for what waits now (catalogue)", ("plans that waited", log.Plans.Waited), ("limits that they went beyond", Codes(log.Plans.LimitsTripped)), ("approved", log.Plans.Approved), ("of them by whoever had asked", log.Plans.ApprovedAsSingleOperator),
            ("rejected", log.Plans.Rejected), ("waiting now", catalogue.PlansWaiting));
        yield return new Block.Heading("Stops and guards");
        yield return Members("The stop switch (from the log)", ("thrown", log.Stops.Thrown), ("taken back", log.Stops.TakenBack), ("thrown at the end", log.Stops.ThrownAtEnd ? "yes" : "no"));
        yield return Table("Guards that closed, opened, or stood closed (from the log)", ["guard", "store", "closed", "opened", "closed at the end", "last for"], log.Guards.Select(g => Row(g.Guard, g.Store, g.Closed, g.Opened, g.ClosedAtEnd ? "yes" : "no", string.Join(", ", g.Codes))));
        yield return new Block.Heading("Withdrawals");
        yield return Members(
            "That came in in the month (from the log)", ("recorded", log.Withdrawals.Recorded), ("by ground", Codes(log.Withdrawals.Grounds)), ("cancelled", log.Withdrawals.Cancelled), ("objections upheld", log.Withdrawals.Upheld),
            ("objections dismissed", log.Withdrawals.Dismissed), ("categories exempted", log.Withdrawals.Exempted), ("requesters told what stays", log.Withdrawals.Informed), ("records of theirs erased since, on time", log.Withdrawals.ErasedOnTime),
            ("records of theirs erased since, late", log.Withdrawals.ErasedLate), ("records of theirs erased since, when an obligation that kept them had ended", log.Withdrawals.ErasedAfterObligation), ("withdrawals whose erasures cannot be told any more", log.Withdrawals.Unlinkable));
        yield return Members(
            "How they stand now (from the catalogue)", ("settled in time", catalogue.Withdrawals.SettledInTime), ("settled late", catalogue.Withdrawals.SettledLate), ("open, within the limit", catalogue.Withdrawals.OpenWithinLimit),
            ("open, beyond the limit", catalogue.Withdrawals.OpenBeyondLimit), ("cancelled", catalogue.Withdrawals.Cancelled));
    }

    private static IEnumerable<Block> Kept(LogFigures log)
    {
        yield return new Block.Heading("Copies that could still come back");
        yield return Table("When the month ended, by the outcomes up to then (from the log)", ["store", "kind", "last day", "records"], log.Residue.Select(r => Row(r.Store, r.Kind, r.Until is { } until ? Show(until) : "nobody can say", r.Records)));
        yield return new Block.Heading("Keys that link the log to names");
        yield return Members("From the log", ("created", log.Keys.Created), ("deleted, and recoverable", log.Keys.Deleted), ("recovered", log.Keys.Recovered), ("came back from a copy", log.Keys.Returned), ("destroyed", log.Keys.Destroyed));
        yield return new Block.Heading("Checkpoints outside");
        yield return Table("By place (from the log)", ["place", "kind", "taken", "last", "age at the end, hours", "longest gap, hours"], log.Anchors.Select(a => Row(a.Place, a.Kind, a.Taken, a.Last is { } last ? Show(last) : None, a.AgeInHoursAtEnd, a.LongestGapInHours)));
        yield return new Block.Heading("Breaches and corrections");
        yield return Members(
            "From the log", ("possible breaches noted", log.Concerns.BreachesNoted), ("judged", log.Concerns.BreachesJudged), ("corrections asked for", log.Concerns.CorrectionsAsked), ("approved", log.Concerns.CorrectionsApproved),
            ("rejected", log.Concerns.CorrectionsRejected), ("records that went without the program", log.Concerns.Vanished));
        yield return new Block.Heading("Signs of life");
        yield return Members("From the log", ("entries", log.Life.Entries), ("heartbeats", log.Life.Heartbeats), ("days without an unattended run", log.Life.DaysWithoutARun.Count == 0 ? None : string.Join(", ", log.Life.DaysWithoutARun.Select(d => Show(d)))));
    }

    private static Block Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows) =>
        rows.ToList() is { Count: > 0 } some ? new Block.Table(caption, heads, some) : new Block.Paragraph($"{caption}: none.");

    private static Block.Table Members(string caption, params IEnumerable<(string Name, object? Value)> members) => new(caption, [], [.. members.Select(m => Row(m.Name, m.Value))]);

    private static IReadOnlyList<string> Row(params IEnumerable<object?> cells) => [.. cells.Select(Show)];

    private static string Codes(IReadOnlyList<CodeCount> codes) => codes.Count == 0 ? None : string.Join(", ", codes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Code} {c.Count}")));

    private static string Show(object? value) => value switch
    {
        null or "" => None,
        string text => text,
        LocalDate date => LocalDatePattern.Iso.Format(date),
        Instant instant => InstantPattern.General.Format(instant),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? None,
    };
}
