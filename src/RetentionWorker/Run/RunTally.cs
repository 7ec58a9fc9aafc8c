using System.Collections.Concurrent;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Run;

/// <summary>Counts what became of each due record, by store and project; safe for several workers.</summary>
internal sealed class RunTally
{
    public const string Erased = "erased";
    public const string AlreadyAbsent = "already-absent";

    private const string Refused = "refused";
    private const string Failed = "failed";

    private readonly ConcurrentBag<SpentLine> spent = [];
    private readonly ConcurrentDictionary<(StoreName Store, ProjectId? Project, string Word), long> counts = new();

    public void Add(StoreName store, ProjectId? project, string word, long count = 1)
    {
        if (count != 0)
            counts.AddOrUpdate((store, project, word), count, (_, before) => before + count);
    }

    public long Of(StoreName store) => counts.Where(c => c.Key.Store == store).Sum(c => c.Value);

    public long Of(string word) => counts.Where(c => c.Key.Word == word).Sum(c => c.Value);

    /// <summary>How many records are gone by this tally.</summary>
    public long Gone => counts.Where(c => IsGone(c.Key.Word)).Sum(c => c.Value);

    /// <summary>What was erased unattended, for the limits of the run.</summary>
    public IReadOnlyList<SpentLine> Spent => [.. spent];

    public void Spend(IEnumerable<SpentLine> lines)
    {
        foreach (var line in lines)
            spent.Add(line);
    }

    public IReadOnlyDictionary<string, long> NotErased() => counts
        .Where(c => !IsGone(c.Key.Word))
        .GroupBy(c => c.Key.Word)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Sum(c => c.Value));

    /// <summary>The tally's word for an outcome entry.</summary>
    public static string WordOf(AuditEntry.Outcome outcome) => outcome switch
    {
        AuditEntry.Erased => Erased,
        AuditEntry.AlreadyAbsent => AlreadyAbsent,
        AuditEntry.Kept kept => AuditWord.Of(kept.Reason),
        AuditEntry.Refused => Refused,
        AuditEntry.Failed => Failed,
        _ => throw new InvalidOperationException("An outcome of an unknown kind."),
    };

    /// <summary>The tally's word for a record that waits to be tried again: it still is what it was.</summary>
    public static string WordOf(Setback setback) => setback.Refused ? Refused : Failed;

    public static bool IsGone(string word) => word is Erased or AlreadyAbsent;
}
