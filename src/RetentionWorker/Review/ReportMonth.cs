using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.Review;

/// <summary>A month of a calendar, in some zone: from its first instant (inclusive) to the first of the next (exclusive).</summary>
internal sealed class ReportMonth(YearMonth month, DateTimeZone zone, Instant now)
{
    private static readonly YearMonthPattern Form = YearMonthPattern.CreateWithInvariantCulture("uuuu-MM");

    public string Name => Form.Format(month);

    public LocalDate First => month.OnDayOfMonth(1);

    public LocalDate Last => First.PlusMonths(1).PlusDays(-1);

    public DateTimeZone Zone => zone;

    public Instant Start => First.AtStartOfDayInZone(zone).ToInstant();

    public Instant End => Last.PlusDays(1).AtStartOfDayInZone(zone).ToInstant();

    /// <summary>It is not over.</summary>
    public bool IsRunning => now < End;

    public bool IsAhead => now < Start;

    /// <summary>The moment that its state is of: its end, or now.</summary>
    public Instant AsOf => IsRunning ? now : End;

    /// <summary>The last day that belongs to it so far.</summary>
    public LocalDate Through => IsRunning ? now.InZone(zone).Date : Last;

    public bool Holds(Instant at) => Start <= at && at < End;

    public static YearMonth? Parse(string text) => Form.Parse(text) is { Success: true } parsed ? parsed.Value : null;
}
