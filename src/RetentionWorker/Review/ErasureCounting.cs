using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using RetentionWorker.Record;

namespace RetentionWorker.Review;

/// <summary>Counts outcomes by their day, and holds them against the books of the runs. Keeps open intents, and counts per day and per category and store.</summary>
internal sealed class ErasureCounting(ReportMonth month, WithdrawalCounting withdrawals)
{
    private readonly Dictionary<long, Intent> open = [];
    private readonly SortedDictionary<(string Category, string Store), long[]> by = new(PlaceOrder.Instance);
    private readonly SortedDictionary<LocalDate, long[]> days = [];
    private readonly SortedDictionary<(string Category, string Store), long> overdueAtEnd = new(PlaceOrder.Instance);
    private readonly Dictionary<(string Store, string Kind, string Until), long> residue = [];
    private readonly long[] totals = new long[Cells];
    private long byObligation;
    private long ofCanaries;

    private const int OnTime = 0, Late = 1, Absent = 2, Kept = 3, Refused = 4, Failed = 5, Cells = 6;

    private sealed record Intent(string Category, string Store, LocalDate Due, LocalDate EraseBy, bool OfCanary, IReadOnlyList<string> People)
    {
        /// <summary>An obligation kept it beyond its day: it could not have gone by then.</summary>
        public bool Obliged => Due > EraseBy;
    }

    public RunCounting Runs { get; } = new(month);

    public void Intended(long seq, JsonElement entry) => open.Add(seq, new(
        Text(entry, "category"), Text(entry, "store"), Day(entry, "due"), Day(entry, "eraseBy"), CanaryRules.IsReserved(new ProjectId(Text(entry, "project"))), withdrawals.Among(entry)));

    public void Ended(string kind, JsonElement entry, Instant at)
    {
        if (!open.Remove(entry.GetProperty("intent").GetInt64(), out var intent))
            return;
        var day = at.InZone(month.Zone).Date;
        var isLate = day > intent.EraseBy;
        var gone = kind is "erased" or "already-absent";
        if (intent.OfCanary)
        {
            ofCanaries += gone && month.Holds(at) ? 1 : 0;
            return;
        }
        if (kind == "erased")
        {
            Runs.Erased(month.Holds(at), entry.TryGetProperty("resolved", out _));
            withdrawals.Erased(intent.People, isLate, intent.Obliged);
        }
        if (gone && at < month.End)
            Left(intent.Store, entry);
        // What an obligation kept beyond its day was not overdue.
        if (gone && at >= month.End && intent.EraseBy <= month.Last && !intent.Obliged)
            overdueAtEnd[(intent.Category, intent.Store)] = overdueAtEnd.GetValueOrDefault((intent.Category, intent.Store)) + 1;
        if (month.Holds(at))
            Count(intent, kind, day, isLate);
    }

    public ErasedFigures Figures() => new(totals[OnTime] + totals[Late], totals[OnTime], totals[Late], byObligation, totals[Absent], totals[Kept], totals[Refused], totals[Failed], ofCanaries);

    public IReadOnlyList<ErasedLine> By() => [.. by.Select(b => new ErasedLine(b.Key.Category, b.Key.Store, b.Value[OnTime], b.Value[Late], b.Value[Absent], b.Value[Kept] + b.Value[Refused] + b.Value[Failed]))];

    /// <summary>Every day of the month so far.</summary>
    public IReadOnlyList<DayLine> Days() =>
        [.. Enumerable.Range(0, Period.DaysBetween(month.First, month.Through) + 1).Select(month.First.PlusDays).Select(d => new DayLine(d, days.GetValueOrDefault(d)?[OnTime] ?? 0, days.GetValueOrDefault(d)?[Late] ?? 0))];

    public OverdueSince OverdueAtEnd() => new(overdueAtEnd.Values.Sum(), [.. overdueAtEnd.Select(o => new PlaceCount(o.Key.Category, o.Key.Store, o.Value))]);

    public IReadOnlyList<ResidueLine> Residue() =>
        [.. residue.GroupBy(r => (r.Key.Store, r.Key.Kind, Endless: r.Key.Until.Length == 0)).OrderBy(g => (g.Key.Store, g.Key.Kind), PlaceOrder.Instance).ThenBy(g => g.Key.Endless)
            .Select(g => new ResidueLine(g.Key.Store, g.Key.Kind, g.Key.Endless ? null : LocalDatePattern.Iso.Parse(g.Select(r => r.Key.Until).Max(StringComparer.Ordinal)!).Value, g.Sum(r => r.Value)))];

    private void Count(Intent intent, string kind, LocalDate day, bool isLate)
    {
        var cell = kind switch { "erased" => isLate ? Late : OnTime, "already-absent" => Absent, "kept" => Kept, "refused" => Refused, _ => Failed };
        if (!by.TryGetValue((intent.Category, intent.Store), out var counts))
            by.Add((intent.Category, intent.Store), counts = new long[Cells]);
        if (!days.TryGetValue(day, out var ofDay))
            days.Add(day, ofDay = new long[Cells]);
        foreach (var count in new[] { totals, counts, ofDay })
            count[cell]++;
        byObligation += cell == Late && intent.Obliged ? 1 : 0;
    }

    private void Left(string store, JsonElement entry)
    {
        foreach (var copy in entry.GetProperty("residue").EnumerateArray())
        {
            var until = copy.TryGetProperty("until", out var day) ? day.GetString()! : "";
            if (until.Length == 0 || LocalDatePattern.Iso.Parse(until).Value >= month.Through)
                residue[(store, Text(copy, "kind"), until)] = residue.GetValueOrDefault((store, Text(copy, "kind"), until)) + 1;
        }
    }

    private static LocalDate Day(JsonElement entry, string key) => LocalDatePattern.Iso.Parse(Text(entry, key)).Value;

    private static string Text(JsonElement entry, string key) => EntryChecks.Text(entry, key);
}
