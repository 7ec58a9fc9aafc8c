using System.Collections.Concurrent;
using Retention.Domain.Audit;
using Retention.Domain.Facts;

namespace RetentionWorker.Run;

/// <summary>Counts what became of each due record, by store; safe for several workers.</summary>
internal sealed class RunTally
{
    public const string Erased = "erased";
    public const string AlreadyAbsent = "already-absent";

    private readonly ConcurrentDictionary<(StoreName Store, string Word), long> counts = new();

    public void Add(StoreName store, string word, long count = 1)
    {
        if (count != 0)
            counts.AddOrUpdate((store, word), count, (_, before) => before + count);
    }

    public long Of(StoreName store) => counts.Where(c => c.Key.Store == store).Sum(c => c.Value);

    public long Of(string word) => counts.Where(c => c.Key.Word == word).Sum(c => c.Value);

    public IReadOnlyDictionary<string, long> NotErased() => counts
        .Where(c => c.Key.Word is not (Erased or AlreadyAbsent))
        .GroupBy(c => c.Key.Word)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Sum(c => c.Value));

    /// <summary>The tally's word for an outcome entry.</summary>
    public static string WordOf(AuditEntry.Outcome outcome) => outcome switch
    {
        AuditEntry.Erased => Erased,
        AuditEntry.AlreadyAbsent => AlreadyAbsent,
        AuditEntry.Kept kept => AuditWord.Of(kept.Reason),
        AuditEntry.Refused => "refused",
        AuditEntry.Failed => "failed",
        _ => throw new InvalidOperationException("An outcome of an unknown kind."),
    };
}
