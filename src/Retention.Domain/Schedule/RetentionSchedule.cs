using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;

namespace Retention.Domain.Schedule;

/// <summary>The civil date from which a rule's periods count.</summary>
public enum StartingPoint
{
    /// <summary>The last day that belongs to the project.</summary>
    ProjectEnd,
    /// <summary>The day a withdrawal was received.</summary>
    Withdrawal,
    /// <summary>The day the record was collected.</summary>
    Collected,
    /// <summary>A date written in the rule.</summary>
    FixedDate,
}

/// <summary>
/// One rule of the schedule. A rule <em>erases</em> (<see cref="EraseAfter"/> and <see cref="EraseBy"/>, always both), <em>keeps</em> with a
/// review (<see cref="ReviewEvery"/>), or is an <em>obligation</em> (<see cref="Retain"/>); an obligation may erase too. Only a rule that
/// keeps has no starting point.
/// </summary>
public sealed record Rule(
    RuleId Id,
    IReadOnlyList<CategoryName> Categories,
    StartingPoint? StartsAt,
    LocalDate? FixedDate,
    CalendarPeriod? EraseAfter,
    CalendarPeriod? EraseBy,
    CalendarPeriod? Retain,
    string? Obligation,
    CalendarPeriod? ReviewEvery,
    string Because)
{
    /// <summary>Whether the rule can make records due.</summary>
    public bool Erases => EraseAfter is not null;

    /// <summary>Whether it is a floor under every other rule (Art. 17(3)(b)): records are kept through start + <see cref="Retain"/>.</summary>
    public bool IsObligation => Retain is not null;

    /// <summary>Whether it keeps, with a review.</summary>
    public bool Keeps => ReviewEvery is not null;

    /// <summary>Whether the rule speaks of the category.</summary>
    public bool AppliesTo(CategoryName category) => Categories.Contains(category);

    /// <summary>
    /// The days that the rule alone gives a record, counted from a start and with its own obligation as a floor; null for a rule that keeps.
    /// An obligation that erases nothing keeps through its last day and says no more.
    /// </summary>
    public ErasureWindow? WindowFrom(LocalDate start)
    {
        if (Keeps)
            return null;
        var retained = Retain?.AfterOrNever(start);
        if (EraseAfter is not { } after || EraseBy is not { } by)
            return new ErasureWindow(retained, null, null);
        var window = ErasureWindow.From(start, after, by);
        return Retain is null || window.EraseFrom > retained ? window : window with { KeepThrough = retained, EraseFrom = retained?.NextOrNever() };
    }
}

/// <summary>
/// The signed-off list of rules, checked. <paramref name="Sha256"/> is the lower-case hex SHA-256 of the file's bytes; it goes into every
/// decision, plan and entry. <paramref name="Settle"/>: a fact that makes records due acts this long after it was recorded.
/// </summary>
public sealed record RetentionSchedule(
    string Sha256,
    DateTimeZone Zone,
    IReadOnlyList<Rule> Rules,
    Limits Limits,
    CalendarPeriod Settle)
{
    /// <summary>How long the keys stay that link the audit log's entries to names; null: for good.</summary>
    public LinkKeyRetention? LinkKeys { get; init; }

    /// <summary>How long the audit log's own entries stay, from the day of each, kept through the last day of it; null: for good.</summary>
    public CalendarPeriod? LogEntriesKeptFor { get; init; }

    /// <summary>Every category that some rule names.</summary>
    public IReadOnlySet<CategoryName> Categories { get; } = Rules.SelectMany(r => r.Categories).ToHashSet();

    /// <summary>
    /// The same schedule with every <c>eraseAfter</c> taken for zero: what it makes due could go early, when it is no longer necessary
    /// (Art. 5(1)(e)). Obligations, keep rules, <c>settle</c> and the last permitted days stand.
    /// </summary>
    public RetentionSchedule AtTheEarliest() => this with { Rules = [.. Rules.Select(r => r.Erases ? r with { EraseAfter = CalendarPeriod.Zero } : r)] };
}
