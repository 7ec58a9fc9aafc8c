using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>The log was handed to another key. <paramref name="Entry"/> is the index of the entry that says so; <paramref name="Left"/> why the private key before it is still there, null where it is gone.</summary>
internal sealed record RotatedLogKey(long Entry, string Previous, string Key, string? Left);

/// <summary>No key can be changed that is not there yet.</summary>
internal sealed class LogKeyRefusal(string why) : Exception(why);

/// <summary>
/// Hands the log to a new key of the same name: the file first, then the entry with the endorsement of the key before it, signed by the new one in the same transaction, and only when that is durable the
/// old private key goes. Whatever is left by a kill in between, the next entry or the next rotation puts right.
/// </summary>
internal sealed class LogKeyRotation(ICatalogue catalogue, AuditLog log, LogKey key, NodaTime.IClock clock)
{
    /// <summary>
    /// Throws <see cref="LogKeyRefusal"/> where nothing is signed yet, <see cref="LogKeyFault"/> where the log's key is not there or its successor cannot be made, and
    /// <see cref="LogEntryFault"/> where the entries are not sound: of these nobody could say which keys the log had.
    /// </summary>
    public RotatedLogKey Rotate(string actor, Action<long, long>? progress, CancellationToken ct)
    {
        var before = KeysSoFar(progress, ct);
        AuditEntry.LogKeyUsed named;
        PendingReceipts pending;
        using (var work = catalogue.Begin())
        {
            (named, pending) = log.HandOver(work, clock.LogNow(), actor, before);
            work.Commit();
        }
        return new(pending.Seqs[0], named.Previous!, named.Key, Remove(named.Key));
    }

    private IReadOnlyList<string> KeysSoFar(Action<long, long>? progress, CancellationToken ct)
    {
        const int Step = 4096;
        using var session = catalogue.Read();
        var (checks, size) = (new EntryChecks(session.Log.First()), session.Log.Head().Size);
        foreach (var (seq, entry) in session.Log.Read(session.Log.First()))
        {
            ct.ThrowIfCancellationRequested();
            if (checks.ProblemOf(seq, entry) is { } problem)
                throw new LogEntryFault(seq, problem);
            if (seq % Step == 0)
                progress?.Invoke(seq, size);
        }
        return checks.LogKeys.All;
    }

    private string? Remove(string inForce)
    {
        try
        {
            key.RemoveBefore(inForce);
            return null;
        }
        catch (LogKeyFault)
        {
            // Somebody changed the key once more in the meantime, and removed what was before theirs.
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }
}
