using NodaTime;
using Retention.Domain.Outcomes;

namespace Retention.Domain.Certificates;

/// <summary>
/// Judges what may be certified of an erasure. Pure; every doubt makes it less than final, and nothing makes it more.
/// </summary>
public static class CertificateJudge
{
    /// <summary>
    /// The judgement on <paramref name="today"/>, or null where nothing was ever erased and nothing is undone: of that there is no certificate. Where days differ between the
    /// schedule's zone and UTC, today is the earlier of them.
    /// </summary>
    public static CertificateJudgement? Of(CertificateFacts facts, LocalDate today)
    {
        var open = facts.Undone.Where(u => u.Value > 0).OrderBy(u => u.Key).Select(u => (u.Key, u.Value)).ToList();
        if (open.Count == 0 && facts.Gone.Sum(g => g.Records) == 0)
            return null;
        var residue = facts.Gone.SelectMany(CopiesOf).GroupBy(c => (c.Store, c.Kind, c.Until))
            .Select(same => new RemainingCopies(same.Key.Store, same.Key.Kind, same.Key.Until, same.Sum(c => c.Records)))
            .OrderBy(c => c.Store.Value, StringComparer.Ordinal).ThenBy(c => c.Kind).ThenBy(c => c.Until ?? LocalDate.MaxIsoValue).ToList();
        var datable = residue.TrueForAll(c => c.Until is not null);
        // The day of an erasure is never the day on which it is final: a look has to follow.
        LocalDate? last = datable && facts.Gone.Count > 0 ? facts.Gone.Select(g => g.On).Concat(residue.Select(c => c.Until!.Value)).Max() : null;
        var past = last < today;
        var looked = facts.LookedOn > last;
        var status = open.Count > 0 ? CertificateStatus.Open : past && looked ? CertificateStatus.Final : CertificateStatus.Provisional;
        return new(status, open, residue, open.Count == 0 ? last?.PlusDays(1) : null, open.Count == 0 && past && !looked);
    }

    /// <summary>
    /// What was left when it went, and what the store declares now where that is longer: a declaration that came late counts for what went before it, and one that was
    /// taken back frees nothing.
    /// </summary>
    private static IEnumerable<RemainingCopies> CopiesOf(GoneRecords gone)
    {
        foreach (var copy in gone.Residue)
            yield return new(gone.Store, copy.Kind, copy.Until, gone.Records);
        var recorded = gone.Residue.Count == 0 ? gone.On : gone.Residue.Any(r => r.Until is null) ? LocalDate.MaxIsoValue : gone.Residue.Max(r => r.Until!.Value);
        if (gone.Declared is null or { Days: null })
            yield return new(gone.Store, ResidueKind.Undeclared, null, gone.Records);
        else if (gone.On.PlusDays(gone.Declared.Days.Value) is var declared && declared > recorded)
            yield return new(gone.Store, ResidueKind.Undeclared, declared, gone.Records);
    }
}
