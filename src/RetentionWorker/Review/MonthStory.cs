using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using RetentionWorker.Record;

namespace RetentionWorker.Review;

/// <summary>What the log tells of a month, entry by entry in their order. What it keeps grows with days, categories, stores and what stands open, never with the log.</summary>
internal sealed class MonthStory(ReportMonth month, WithdrawalCounting withdrawals)
{
    private readonly ErasureCounting erasures = new(month, withdrawals);
    private readonly StandingCounting standing = new(month);
    private long entries;

    /// <summary>The time of the log's first entry; null where it has none.</summary>
    public Instant? Begins { get; private set; }

    public void Read(long seq, JsonElement entry)
    {
        var (kind, at) = (EntryChecks.Text(entry, "kind"), InstantPattern.General.Parse(EntryChecks.Text(entry, "at")).Value);
        Begins ??= at;
        entries += month.Holds(at) ? 1 : 0;
        switch (kind)
        {
            case "erasure-intended":
                erasures.Intended(seq, entry);
                break;
            case "erased" or "already-absent" or "kept" or "refused" or "failed":
                erasures.Ended(kind, entry, at);
                break;
            case "run-summary":
                erasures.Runs.Ended(entry, at);
                break;
            case "withdrawal-recorded" or "withdrawal-cancelled" or "objection-decided" or "withdrawal-exempted" or "requester-informed":
                withdrawals.Read(kind, entry, at);
                break;
            default:
                standing.Read(kind, entry, at);
                break;
        }
    }

    public LogFigures Figures()
    {
        var erased = erasures.Figures();
        return new(
            erased, erasures.By(), erasures.Days(), erasures.Runs.Figures(erased.Erased), erasures.OverdueAtEnd(), standing.Holds(), standing.Plans(), standing.Stops(), standing.Guards(),
            withdrawals.Figures(), erasures.Residue(), standing.Keys(), standing.Anchors(), new(standing.Heartbeats, entries, [.. Silent()]), standing.Concerns());
    }

    /// <summary>Days since the log began without the end of an unattended run.</summary>
    private IEnumerable<LocalDate> Silent()
    {
        var from = LocalDate.Max(month.First, Begins?.InZone(month.Zone).Date ?? month.First);
        for (var day = from; day <= month.Through; day = day.PlusDays(1))
        {
            if (!erasures.Runs.Days.Contains(day))
                yield return day;
        }
    }
}
