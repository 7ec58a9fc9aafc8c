using System.Text.Json;
using NodaTime;
using RetentionWorker.Record;

namespace RetentionWorker.Review;

/// <summary>
/// Counts withdrawals, and what was erased of those whose withdrawal came in in the month. On the log they are commitments: the keys that live tell which are theirs.
/// </summary>
internal sealed class WithdrawalCounting
{
    private readonly ReportMonth month;
    private readonly Dictionary<string, List<long>> theirs = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (long OnTime, long Late, long Obliged)> gone = [];
    private readonly HashSet<long> recorded = [];
    private readonly HashSet<long> linked = [];
    private readonly SortedDictionary<string, long> grounds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <param name="month">The month.</param>
    /// <param name="known">The withdrawals that the register has of it, and by which commitments the log may know who it was.</param>
    public WithdrawalCounting(ReportMonth month, IEnumerable<(long Withdrawal, IReadOnlySet<string> Commitments)> known)
    {
        this.month = month;
        foreach (var (withdrawal, commitments) in known.Where(k => k.Commitments.Count > 0))
        {
            linked.Add(withdrawal);
            foreach (var commitment in commitments)
            {
                if (!theirs.TryGetValue(commitment, out var several))
                    theirs.Add(commitment, several = []);
                several.Add(withdrawal);
            }
        }
    }

    /// <summary>The numbers of the month's withdrawals, by the log.</summary>
    public IReadOnlySet<long> Recorded => recorded;

    public void Read(string kind, JsonElement entry, Instant at)
    {
        if (!month.Holds(at))
            return;
        var word = kind == "objection-decided" ? EntryChecks.Text(entry, "decision") : kind;
        counts[word] = counts.GetValueOrDefault(word) + 1;
        if (kind != "withdrawal-recorded")
            return;
        recorded.Add(EntryChecks.Number(entry, "withdrawal"));
        var ground = EntryChecks.Text(entry, "ground");
        grounds[ground] = grounds.GetValueOrDefault(ground) + 1;
    }

    /// <summary>Which of the commitments that an intent names are of somebody who withdrew.</summary>
    public IReadOnlyList<string> Among(JsonElement intent) =>
        theirs.Count == 0 ? []
        : intent.TryGetProperty("participant", out var one) ? theirs.ContainsKey(one.GetString()!) ? [one.GetString()!] : []
        : intent.TryGetProperty("participants", out var several) ? [.. several.EnumerateArray().Select(p => p.GetString()!).Where(theirs.ContainsKey)]
        : [];

    /// <param name="people">Whose it was, of those who withdrew.</param>
    /// <param name="isLate">It went after its day.</param>
    /// <param name="obliged">It could not go by then: an obligation kept it.</param>
    public void Erased(IReadOnlyList<string> people, bool isLate, bool obliged)
    {
        foreach (var withdrawal in people.SelectMany(p => theirs[p]).Distinct().Where(recorded.Contains))
        {
            var (onTime, late, kept) = gone.GetValueOrDefault(withdrawal);
            gone[withdrawal] = !isLate ? (onTime + 1, late, kept) : obliged ? (onTime, late, kept + 1) : (onTime, late + 1, kept);
        }
    }

    public bool HasLate(long withdrawal) => gone.GetValueOrDefault(withdrawal).Late > 0;

    public WithdrawalFigures Figures() => new(
        recorded.Count, [.. grounds.Select(g => new CodeCount(g.Key, g.Value))], Of("withdrawal-cancelled"), Of("upheld"), Of("dismissed"), Of("withdrawal-exempted"), Of("requester-informed"),
        gone.Values.Sum(g => g.OnTime), gone.Values.Sum(g => g.Late), gone.Values.Sum(g => g.Obliged), recorded.Count(w => !linked.Contains(w)));

    private long Of(string word) => counts.GetValueOrDefault(word);
}
