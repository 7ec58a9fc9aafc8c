using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Keys;
using RetentionWorker.Catalogue;
using RetentionWorker.Keys;

namespace RetentionWorker.Register;

/// <summary>Brings deleted keys back into use, in the unit of work in which what calls for it is recorded.</summary>
internal sealed class KeyRecovery(IKeyShelf shelf)
{
    /// <summary>
    /// Brings back every deleted key among them, and returns what the log is to say of it. The files come first: should the unit of work fail, the next look
    /// takes them out of use again. A key that is gone although the catalogue has it recoverable stays as it is.
    /// </summary>
    public IReadOnlyList<AuditEntry.KeyRecovered> Recover(IUnitOfWork work, IEnumerable<LinkKey> keys, KeyKeptReason because, Instant now, string actor)
    {
        var back = new List<AuditEntry.KeyRecovered>();
        foreach (var key in keys.Where(k => k.State != KeyState.Destroyed))
        {
            // One that the catalogue has in use may lie out of use where a process was killed before it could say so.
            if (!IsBack(key, out var refused) || key.State == KeyState.Active)
            {
                if (refused || key.Trouble == KeyTrouble.Refused)
                    work.Keys.Put(key with { Trouble = refused ? KeyTrouble.Refused : null, TroubleSince = refused ? key.TroubleSince ?? now : null });
                continue;
            }
            work.Keys.Put(new LinkKey(key.Project, key.Epoch, KeyState.Active, now) { QuietSince = key.QuietSince });
            back.Add(new AuditEntry.KeyRecovered(now, actor, key.Project, key.Epoch, because, key.Intent));
        }
        return back;
    }

    /// <summary>A folder that refuses must not keep a fact from being recorded: the next look tries again.</summary>
    private bool IsBack(LinkKey key, out bool refused)
    {
        refused = false;
        try
        {
            return shelf.Recover(key.Project, key.Epoch);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refused = true;
            return false;
        }
    }
}
