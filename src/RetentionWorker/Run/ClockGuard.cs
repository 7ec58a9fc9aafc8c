using NodaTime;
using NodaTime.Text;
using Retention.Domain.Guards;
using RetentionWorker.Catalogue;
using RetentionWorker.Register;

namespace RetentionWorker.Run;

/// <summary>
/// Closed by contradictory evidence of the clock, and from then on until a person says what is right: a clock that was wrong once may be made
/// to look right by the very thing that broke it.
/// </summary>
internal sealed class ClockGuard(ICatalogue catalogue, ClockLook look, GuardNotes notes)
{
    /// <summary>Throws <see cref="RunRefusal"/> where the guard is closed, or the evidence closes it.</summary>
    public async Task CheckAsync(WallWatch watch, CancellationToken ct)
    {
        using (var session = catalogue.Read())
        {
            if (session.Guards.Find(ClockDesk.Guard) is { } closed)
                throw Refusal(closed.Code, $"The clock is in doubt since {InstantPattern.General.Format(closed.Since)} ({closed.Code})");
            if (session.Log.Head().Size > 0 && ClockLook.NewestEntry(session) is null)
                throw new RunRefusal("log", "log-truncated", "The audit log has lost its newest entry: nothing is erased. Run 'retention audit verify'.");
        }
        var evidence = await look.GatherAsync(watch.Moved(), ct);
        var verdict = ClockJudge.Judge(evidence);
        // Whatever is found, the watch begins anew: from here on the guard remembers.
        watch.Begin();
        if (verdict is not ClockVerdict.Doubtful doubt)
            return;
        notes.Close(ClockDesk.Guard, null, doubt.Code);
        throw Refusal(
            doubt.Code,
            $"The clock says {InstantPattern.General.Format(doubt.System)}, and {Witness(doubt)} {InstantPattern.General.Format(doubt.Other)}");
    }

    private static string Witness(ClockVerdict.Doubtful doubt) => doubt.Code switch
    {
        ClockDoubt.BehindMark => "this installation has already seen",
        ClockDoubt.BehindLog => "the audit log's newest entry is of",
        ClockDoubt.StoreDiffers => $"by store {doubt.Store} it is",
        _ => "by the time that has passed it would be",
    };

    private static RunRefusal Refusal(string code, string what) => new(
        ClockDesk.Guard, code, $"{what}: nothing is erased. Look at 'retention clock show', set right what is wrong, and then: retention clock confirm");
}
