using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>Puts corrections into effect that the only person of a site approved a day ago.</summary>
internal static class CorrectionsDue
{
    /// <summary>
    /// Those whose time has come. Schedules before anybody reads which one is in force; facts of projects only for whoever is about to erase and has found
    /// the clock to be right. One whose fact has changed meanwhile is closed, and the log says so.
    /// </summary>
    public static void TakeEffect(ICatalogue catalogue, AuditLog log, Instant now, bool ofSchedule, ReadSchedule read)
    {
        using (var session = catalogue.Read())
        {
            if (!session.Corrections.Open().Any(c => Counts(c, now, ofSchedule)))
                return;
        }
        using var work = catalogue.Begin();
        var entries = new List<AuditEntry>();
        foreach (var entry in work.Corrections.Open().Where(c => Counts(c, now, ofSchedule)))
        {
            if (CorrectionEffect.Apply(work, entry, entry.JudgedBy!, now, read) is { } written)
            {
                entries.AddRange(written);
                continue;
            }
            work.Corrections.Judge(entry.Number, CorrectionStanding.Rejected, entry.JudgedBy!, now, null, "facts-changed");
            entries.Add(new AuditEntry.CorrectionRejected(now, entry.JudgedBy!, entry.Digest, null));
        }
        log.Append(work, entries);
        work.Commit();
    }

    private static bool Counts(CorrectionEntry entry, Instant now, bool ofSchedule) =>
        entry is { Standing: CorrectionStanding.Approved, CountsFrom: { } from } && from <= now && entry.Correction is Correction.ScheduleReplaced == ofSchedule;
}
