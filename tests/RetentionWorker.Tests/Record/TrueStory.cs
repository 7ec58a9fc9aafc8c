using NodaTime;
using Retention.Domain.Audit;

namespace RetentionWorker.Tests.Record;

/// <summary>
/// Every shape of entry that the code can write, in an order in which a verifier believes it: an outcome after its intent, a key destroyed after it was deleted, a hold released after it was
/// placed. Left out are keys of the log's own, what announces a pruning, and a confirmed register: they say of the log around them what only a real run can say.
/// </summary>
internal static class TrueStory
{
    /// <summary>No register has so many: what a real one has in force stays so.</summary>
    private const long FirstHold = 1_000_000;

    /// <summary>The entries as they are to stand from index <paramref name="seq"/> on, all of that moment. They leave nothing open.</summary>
    public static IReadOnlyList<AuditEntry> From(long seq, Instant at)
    {
        var told = new List<AuditEntry>();
        var intent = EveryEntry.All.OfType<AuditEntry.ErasureIntended>().First();
        var (deleted, destruction) = (EveryEntry.All.OfType<AuditEntry.KeyDeleted>().First(), EveryEntry.All.OfType<AuditEntry.KeyDestructionIntended>().First());
        var (placed, released) = (EveryEntry.All.OfType<AuditEntry.HoldPlaced>().First(), EveryEntry.All.OfType<AuditEntry.HoldReleased>().First());
        foreach (var entry in EveryEntry.All)
            Tell(entry);
        return told;

        void Tell(AuditEntry entry)
        {
            switch (entry)
            {
                case AuditEntry.ErasureIntended stated:
                    Add(new AuditEntry.AlreadyAbsent(at, "schedule", Add(stated), stated.Record, [], "listed-absent"));
                    break;
                case AuditEntry.Outcome outcome:
                    Add(outcome with { Intent = Add(intent with { Record = outcome.Record }) });
                    break;
                case AuditEntry.KeyDestructionIntended stated:
                    Add(deleted with { Project = stated.Project, Epoch = stated.Epoch });
                    Add(new AuditEntry.KeyDestroyed(at, "schedule", Add(stated), stated.Project, stated.Epoch));
                    break;
                case AuditEntry.KeyDestroyed destroyed:
                    Add(deleted with { Project = destroyed.Project, Epoch = destroyed.Epoch });
                    Add(destroyed with { Intent = Add(destruction with { Project = destroyed.Project, Epoch = destroyed.Epoch }) });
                    break;
                case AuditEntry.KeyRecovered { Intent: not null } recovered:
                    Add(deleted with { Project = recovered.Project, Epoch = recovered.Epoch });
                    Add(recovered with { Intent = Add(destruction with { Project = recovered.Project, Epoch = recovered.Epoch }) });
                    break;
                case AuditEntry.HoldPlaced hold:
                    Add(hold with { Hold = FirstHold + told.Count });
                    Add(released with { Hold = FirstHold + told.Count - 1 });
                    break;
                case AuditEntry.HoldReleased hold:
                    Add(placed with { Hold = FirstHold + told.Count });
                    Add(hold with { Hold = FirstHold + told.Count - 1 });
                    break;
                case AuditEntry.LogKeyUsed or AuditEntry.SecondKeyUsed or AuditEntry.LogPruned or AuditEntry.RegisterConfirmed:
                    break;
                default:
                    Add(entry);
                    break;
            }
        }

        long Add(AuditEntry entry)
        {
            told.Add(entry with { At = at });
            return seq + told.Count - 1;
        }
    }
}
