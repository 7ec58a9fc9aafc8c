using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Record;

namespace RetentionWorker.Tests.Record;

/// <summary>Writes entries that mean little, signed like any others, into a data directory.</summary>
internal sealed class LogWriter(string directory, IClock clock) : IDisposable
{
    private readonly SqliteCatalogue catalogue = SqliteCatalogue.Open(directory);
    private readonly LogKey key = new(Path.Combine(directory, "audit-log-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes);

    /// <summary>So many pairs: a store's guard closed, and opened.</summary>
    public void Write(int pairs)
    {
        var log = new AuditLog(key);
        for (var i = 0; i < pairs; i++)
        {
            using var uow = catalogue.Begin();
            log.Append(uow, [new AuditEntry.Stopped(clock.GetCurrentInstant(), "os-1", "wrong-end-date"), new AuditEntry.Started(clock.GetCurrentInstant(), "os-1", "looked-into")]);
            uow.Commit();
        }
    }

    /// <summary>Every shape of entry that the code can write (<see cref="TrueStory"/>).</summary>
    public void WriteEveryShape()
    {
        using var uow = catalogue.Begin();
        new AuditLog(key).Append(uow, TrueStory.From(uow.Log.Head().Size, clock.GetCurrentInstant()));
        uow.Commit();
    }

    /// <summary>An intent over the record of that commitment. Returns its index.</summary>
    public long WriteIntent(string record)
    {
        using var uow = catalogue.Begin();
        var pending = new AuditLog(key).Append(uow, [new AuditEntry.ErasureIntended(
            clock.GetCurrentInstant(), "schedule", 1, record, new("interviews"), new("study-1"), new("recording"), [], new(2026, 11, 16), new(2026, 11, 29), [], "plan", "schedule")]);
        uow.Commit();
        return pending.Seqs[0];
    }

    /// <summary>An intent and its outcome of that kind.</summary>
    public void WriteOutcome(string kind, string record)
    {
        var (at, intent) = (clock.GetCurrentInstant(), WriteIntent(record));
        using var uow = catalogue.Begin();
        new AuditLog(key).Append(uow, [kind switch
        {
            "kept" => new AuditEntry.Kept(at, "schedule", intent, record, KeptReason.Changed),
            "refused" => new AuditEntry.Refused(at, "schedule", intent, record, "BlobImmutableDueToPolicy", Sighting.Present),
            "failed" => new AuditEntry.Failed(at, "schedule", intent, record, "EIO", Sighting.Unknown),
            _ => new AuditEntry.AlreadyAbsent(at, "schedule", intent, record, [], "listed-absent"),
        }]);
        uow.Commit();
    }

    /// <summary>The whole history again, by the same key, with one entry altered; as somebody could do it who has the data directory.</summary>
    public void Rewrite()
    {
        using var uow = catalogue.Begin();
        var entries = uow.Log.Read(0).Select(e => System.Text.Encoding.ASCII.GetString(e.Entry)).ToList();
        entries[^2] = entries[^2].Replace("wrong-end-date", "something-else", StringComparison.Ordinal);
        var bytes = entries.ConvertAll(System.Text.Encoding.ASCII.GetBytes);
        var frontier = TreeFrontier.At(0, [], MerkleTree.EmptyRoot());
        foreach (var entry in bytes)
            frontier.Append(MerkleTree.LeafHash(entry));
        var vkey = key.VKeyAfter(uow.Log.Head().Signed?.VKey);
        var session = (SqliteSession)uow;
        session.Execute("DELETE FROM log_entries");
        uow.Log.Append(0, bytes, new RetentionWorker.Catalogue.LogHead(frontier.Size, frontier.Root(), frontier.Edge)
        {
            Signed = new RetentionWorker.Catalogue.SignedHead(key.Sign(vkey, frontier.Size, frontier.Root()), vkey),
        });
        uow.Commit();
    }

    public void Dispose()
    {
        key.Dispose();
        catalogue.Dispose();
    }
}
