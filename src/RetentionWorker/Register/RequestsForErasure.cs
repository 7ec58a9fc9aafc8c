using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>Whose request for erasure a hold stands against: then it names its ground of UK GDPR Art. 17(3), and whoever asked is told.</summary>
internal static class RequestsForErasure
{
    /// <summary>Why the hold cannot be placed without a ground; null where it has one, or nobody asked.</summary>
    public static string? ProblemOf(Hold hold, IReadSession session)
    {
        if (hold.Ground is not null || Against(hold, session) is not { Count: > 0 } requests)
            return null;
        var of = string.Join(", ", requests.Select(w => $"{w.Id} ({AuditWord.Of(w.Ground)}, received on {LocalDatePattern.Iso.Format(w.ReceivedOn)})"));
        return $"--ground is missing: withdrawal {of} is in force for somebody whom this hold covers, and their right to erasure yields only to a ground of UK GDPR Art. 17(3); "
            + $"name it: --ground {string.Join(" | ", Enum.GetValues<KeepingGround>().Select(AuditWord.Of))}";
    }

    /// <summary>The withdrawals in force of people whose records the hold covers, as far as something of theirs is left, or is not known yet.</summary>
    public static IReadOnlyList<WithdrawalFacts> Against(Hold hold, IReadSession session)
    {
        var candidates = hold.Projects.SelectMany(p => session.Withdrawals.List(p))
            .Where(w => w.CancelledAt is null && (w.Facts.Stands || w.Facts.IsPending)
                && (hold.Participant is null || hold.Participant == w.Facts.Participant)
                && (hold.Category is null || w.Facts.Names(hold.Category)))
            .Select(w => w.Facts).ToList();
        if (candidates.Count == 0)
            return [];
        var left = hold.Projects.SelectMany(p => session.Records.Stream(null, p, presentOnly: true))
            .Where(r => hold.Record is null || hold.Record.Equals(r.Address))
            .Select(r => r.GroupId).Distinct().Select(id => session.Groups.Find(id)!.Key).ToList();
        var known = hold.Projects.SelectMany(p => session.Groups.Keys(p).SelectMany(k => k.Participation.Participants).Select(who => (p, who))).ToHashSet();
        return candidates.FindAll(w => left.Exists(key => Concerns(hold, w, key)) || (hold.Record is null && !known.Contains((w.Project, w.Participant))));
    }

    /// <summary>Whether the hold keeps records of these facts against the withdrawal. What somebody exempted is kept by that.</summary>
    public static bool Concerns(Hold hold, WithdrawalFacts withdrawal, GroupKey key) =>
        key.Project == withdrawal.Project && key.Participation.Participants.Contains(withdrawal.Participant)
        && withdrawal.Names(key.Category) && withdrawal.ExemptionOf(key.Category) is null
        && key.IsCoveredBy(hold, hold.Record);
}
