using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>Shows a correction to whoever judges it: what it would move by now, computed anew.</summary>
internal sealed class CorrectionReading(Bookkeeping books, ScheduleInForce schedule)
{
    /// <summary>Null where there is none of the digest; of one that is closed, only what was recorded.</summary>
    public AskedCorrection? Show(string digest)
    {
        using var session = books.Read();
        if (session.Corrections.Find(digest) is not { } entry)
            return null;
        if (!entry.IsOpen || schedule.Adopted(session) is not { } before)
            return new AskedCorrection(CorrectionLine.Of(entry, books.Now), entry.Correction.Shift, []);
        var becomes = Becomes(session, before, entry, books.Now);
        var line = Line(entry, becomes, books.Now);
        var tooEarly = CorrectionFit.Of(session, entry) ? ErasedTooEarly.Of(session, entry, schedule.Parsed, books.Now).Sum(e => e.Records) : 0;
        return entry is { Correction: Correction.ScheduleReplaced, ScheduleText: { } text } && ScheduleFile.Parse(text).Schedule is { } after
            ? new(line, line.Shift, becomes) { Differences = ScheduleComparison.Between(before, after), ErasedTooEarly = tooEarly }
            : new(line, line.Shift, becomes) { ErasedTooEarly = tooEarly };
    }

    /// <summary>All of them, oldest first; those that are open with what they move by now.</summary>
    public IReadOnlyList<CorrectionLine> List()
    {
        using var session = books.Read();
        var (before, now) = (schedule.Adopted(session), books.Now);
        return [.. session.Corrections.List().Select(c => c.IsOpen && before is not null ? Line(c, Becomes(session, before, c, now), now) : CorrectionLine.Of(c, now))];
    }

    /// <summary>What an open correction would move by now, under the schedule in force; nothing where it does not fit any more.</summary>
    public static IReadOnlyList<BecomesLine> Becomes(IReadSession session, RetentionSchedule before, CorrectionEntry entry, Instant now) => entry.Correction switch
    {
        _ when !CorrectionFit.Of(session, entry) => [],
        Correction.EndMoved moved => CorrectionOutlook.OfEnd(session, before, moved.Of, moved.From, moved.To, now),
        // As if it ended when it is planned to; where it has ended, a planned end moves nothing.
        Correction.PlanMoved { From: { } from } moved when session.Projects.Find(moved.Of) is { EndedOn: null } => CorrectionOutlook.OfEnd(session, before, moved.Of, from, moved.To, now),
        Correction.Endless { From: { } from } endless => CorrectionOutlook.OfEnd(session, before, endless.Of, from, null, now),
        Correction.RoleChanged changed => CorrectionOutlook.OfRole(session, before, changed, now),
        Correction.Merged merged => CorrectionOutlook.OfMerge(session, before, session.Projects.Find(merged.Of)!, session.Projects.Find(merged.Into)!, now),
        Correction.TemplateReplaced replaced => CorrectionOutlook.OfTemplate(session, before, replaced.Store, replaced.To, now),
        Correction.ScheduleReplaced when ScheduleFile.Parse(entry.ScheduleText!).Schedule is { } after => CorrectionOutlook.OfSchedule(session, before, after, now),
        _ => [],
    };

    private static CorrectionLine Line(CorrectionEntry entry, IReadOnlyList<BecomesLine> becomes, Instant now) =>
        CorrectionLine.Of(entry, now) with { Records = becomes.Sum(l => l.Records), MustBeResolvedBy = CorrectionOutlook.DeadlineOf(becomes) };
}
