using System.Globalization;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Keys;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>
/// The hold that the program itself places over the records of somebody who objected, until a person decides (UK GDPR Art. 18(1)(d)). No release
/// ends it but the decision, or the objection's being taken back.
/// </summary>
internal static class Restrictions
{
    /// <summary>Whose it is: nobody's, so that nobody is in the way of releasing it or excluded from deciding.</summary>
    private const string Program = "schedule";

    /// <summary>Like any hold it brings back what is between deletion and destruction, before anything is committed with a new key. The entries are for the log.</summary>
    public static IReadOnlyList<AuditEntry> Place(IUnitOfWork work, WithdrawalFacts objection, Instant now, Commitments commitments, KeyRecovery keys)
    {
        var reference = string.Create(CultureInfo.InvariantCulture, $"OBJECTION/{objection.Id}");
        var hold = new Hold(0, objection.Project, objection.Participant, objection.Category, null, HoldKind.Restriction, reference, objection.AnswerBy)
        {
            ForWithdrawal = objection.Id,
        };
        var id = work.Holds.Place(hold, Program, now);
        hold = work.Holds.Find(id)!.Hold;
        var keysBack = keys.Recover(work, work.Keys.List().Where(k => hold.IsOver(k.Project)), KeyKeptReason.Held, now, Program);
        return
        [
            new AuditEntry.HoldPlaced(
                now, Program, id, hold.Project, commitments.OfParticipant(hold.Project, objection.Participant), hold.Category, null, hold.Kind, reference, hold.ReviewBy)
            {
                ForWithdrawal = objection.Id,
            },
            .. keysBack,
        ];
    }

    public static IReadOnlyList<AuditEntry> Lift(IUnitOfWork work, WithdrawalFacts objection, string actor, Instant now)
    {
        var holds = work.Holds.Active().Where(h => h.ForWithdrawal == objection.Id).ToList();
        foreach (var hold in holds)
            work.Holds.Release(hold.Id, actor, now);
        return holds.ConvertAll<AuditEntry>(h => new AuditEntry.HoldReleased(now, actor, h.Id, h.Project));
    }
}
