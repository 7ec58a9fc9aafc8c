using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Guards;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>A store's clock as shown: how many seconds it is ahead of the system's (negative: behind), and how many were accepted.</summary>
internal sealed record StoreTimeLine(StoreName Store, Instant Told, long AheadSeconds, long? AcceptedSeconds, bool IsElsewhere);

/// <summary>The evidence as shown. <paramref name="Doubt"/> is the contradiction of now, <paramref name="Since"/> when a run was first refused for one that still stands.</summary>
internal sealed record ClockLine(Instant System, Instant? HighWaterMark, Instant? NewestEntry, IReadOnlyList<StoreTimeLine> Stores, string? Doubt, Instant? Since, string? Code);

/// <summary>Shows the evidence of the clock, and takes a person's word on it. Nothing else opens the guard: which clock is wrong no program can tell.</summary>
internal sealed class ClockDesk(Bookkeeping books, ClockLook look)
{
    /// <summary>The guard's name, in the book and on screens.</summary>
    public const string Guard = "clock";

    public async Task<ClockLine> ShowAsync(CancellationToken ct)
    {
        var evidence = await look.GatherAsync(null, ct);
        using var session = books.Read();
        return Line(evidence, session.Guards.Find(Guard));
    }

    /// <summary>
    /// Accepts the evidence as it is. <paramref name="time"/> is what the person's own watch says, where they said it: then the system's clock must agree with it.
    /// </summary>
    public async Task<Registered<ClockLine>> ConfirmAsync(Instant? time, CancellationToken ct)
    {
        var evidence = await look.GatherAsync(null, ct);
        if (time is { } watch && ClockJudge.IsJump(watch - evidence.System))
        {
            return Registered<ClockLine>.No(
                $"the system's clock says {InstantPattern.General.Format(evidence.System)}, not {InstantPattern.General.Format(watch)}: set it right first; nothing is erased until then");
        }
        var ahead = evidence.Stores.Select(s => (s.Store, Seconds: (long)s.Ahead.TotalSeconds)).ToList();
        using var work = books.Begin();
        var now = books.Now;
        work.Clock.Confirm(now, evidence.Stores.Where(s => ClockJudge.IsJump(s.Ahead)).ToDictionary(s => s.Store, s => s.Ahead));
        var entries = new List<AuditEntry> { new AuditEntry.ClockConfirmed(now, books.Actor, evidence.HighWaterMark, ahead) };
        if (work.Guards.Open(Guard))
            entries.Add(new AuditEntry.ErasureResumed(now, books.Actor, Guard, null));
        var accepted = evidence with { Accepted = work.Clock.Accepted(), HighWaterMark = now, NewestEntry = now };
        books.Commit(work, entries);
        return Registered<ClockLine>.Of(Line(accepted, null));
    }

    private static ClockLine Line(ClockEvidence evidence, ClosedGuard? closed) => new(
        evidence.System, evidence.HighWaterMark, evidence.NewestEntry,
        [.. evidence.Stores.Select(s => new StoreTimeLine(
            s.Store, s.Told, (long)s.Ahead.TotalSeconds, evidence.Accepted.TryGetValue(s.Store, out var a) ? (long)a.TotalSeconds : null, s.IsElsewhere))],
        (ClockJudge.Judge(evidence) as ClockVerdict.Doubtful)?.Code, closed?.Since, closed?.Code);
}
