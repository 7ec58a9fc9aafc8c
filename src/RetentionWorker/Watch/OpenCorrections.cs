using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Register;

namespace RetentionWorker.Watch;

/// <summary>
/// Corrections that are not in effect, as obstacles. What a later end would keep stays meanwhile, so the clock is what they move by now: what was listed
/// since they were asked for counts as well.
/// </summary>
internal static class OpenCorrections
{
    public static IEnumerable<Obstacle> Of(IReadSession session, RetentionSchedule? inForce, Instant now)
    {
        foreach (var open in session.Corrections.Open())
        {
            var becomes = inForce is null ? [] : CorrectionReading.Becomes(session, inForce, open, now);
            var (code, remedy) = CorrectionFit.Of(session, open) ? WordsOf(open, now) : ("does-not-fit", $"what it corrects has changed, and it keeps nothing any more: retention reject {open.Digest} --because wrong-facts");
            yield return new Obstacle(
                ObstacleKind.CorrectionWaits, open.Digest, becomes.Sum(l => l.Records), open.AskedAt, CorrectionOutlook.DeadlineOf(becomes) ?? open.AskedAt + Clocks.Otherwise, code, remedy);
        }
    }

    private static (string Code, string Remedy) WordsOf(CorrectionEntry open, Instant now) => open switch
    {
        { Standing: CorrectionStanding.Approved, CountsFrom: var from } when from > now => ("counts-later", $"retention reject {open.Digest} --because CODE takes it back"),
        { Standing: CorrectionStanding.Approved } => ("counts-at-next-run", "retention run --once"),
        _ when open.IsExpired(now) => ("expired", $"retention reject {open.Digest} --because wrong-facts, then ask anew"),
        _ => (open.Correction.Kind, $"retention correction show {open.Digest}, then by another person: retention approve {open.Digest}"),
    };
}
