using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Discover;

namespace RetentionWorker.Run;

/// <summary>How a run ended.</summary>
internal enum RunEnd
{
    /// <summary>Everything that was due has an outcome.</summary>
    Done,
    /// <summary>Asked to stop before it was through.</summary>
    Stopped,
    /// <summary>The plan goes beyond a limit and waits whole for an approval.</summary>
    Waits,
}

/// <summary>
/// What one run came to. <paramref name="Overdue"/> counts what was past its deadline when the plan was made. <paramref name="SuspectStores"/> and
/// <paramref name="UnavailableStores"/> were left alone. <paramref name="Unresolved"/> counts intents of an earlier run that nobody can resolve yet.
/// </summary>
internal sealed record RunReport(
    RunEnd End,
    ErasurePlan Plan,
    RunBooks Books,
    long Overdue,
    IReadOnlyList<DiscoveryResult> Discoveries,
    IReadOnlyList<LimitExceeded> Exceeded,
    IReadOnlyList<StoreName> SuspectStores,
    IReadOnlyList<StoreName> UnavailableStores,
    long Unresolved)
{
    /// <summary>The guard that closed in mid-run, where one did: what was left then is kept.</summary>
    public RunRefusal? Withheld { get; init; }

    /// <summary>Records past their deadline that may not be erased yet: a fact behind them still settles.</summary>
    public long Late { get; init; }

    /// <summary>What listing the stores came to.</summary>
    public IEnumerable<DiscoveredStore> Listed => Discoveries.Select(DiscoveredStore.Of);

    /// <summary>Records that could not be erased although nothing forbids it: the next run tries again.</summary>
    public long Failures => Of("failed") + Of("refused");

    /// <summary>Due records that are still there for any reason but a decision: each is looked at again by the next run.</summary>
    public long NotErasedYet => Books.NotErased.Values.Sum() - Of("held") - Of("no-longer-due");

    /// <summary>Facts changed under a batch: what was left is decided again at once.</summary>
    public bool FactsChanged => Of("facts-changed") > 0;

    /// <summary>The report of a run that planned more than once: this pass is the last word, and what earlier ones erased is counted too.</summary>
    public RunReport After(RunReport earlier)
    {
        var (erased, absent) = (earlier.Books.Erased, earlier.Books.AlreadyAbsent);
        var books = Books with
        {
            Discovered = Books.Discovered + erased + absent,
            Due = Books.Due + erased + absent,
            Erased = Books.Erased + erased,
            AlreadyAbsent = Books.AlreadyAbsent + absent,
        };
        return this with
        {
            Books = books,
            Overdue = Math.Max(Overdue, earlier.Overdue),
            SuspectStores = [.. SuspectStores.Union(earlier.SuspectStores)],
            UnavailableStores = [.. UnavailableStores.Union(earlier.UnavailableStores)],
        };
    }

    public long Of(string reason) => Books.NotErased.GetValueOrDefault(reason);
}

/// <summary>Why a run refuses to erase anything.</summary>
internal sealed class RunRefusal(string guard, string code, string message) : Exception(message)
{
    /// <summary><c>stop</c>, <c>clock</c>, <c>log</c>, <c>plan</c>, <c>calendar</c>: the table of <c>docs/guards.md</c>.</summary>
    public string Guard { get; } = guard;

    public string Code { get; } = code;
}
