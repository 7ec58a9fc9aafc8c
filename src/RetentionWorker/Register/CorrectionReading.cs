using Retention.Domain.Corrections;
using Retention.Domain.Facts;
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
        var line = CorrectionLine.Of(entry, books.Now);
        if (!entry.IsOpen || schedule.Adopted(session) is not { } before)
            return new AskedCorrection(line, entry.Correction.Shift, []);
        switch (entry.Correction)
        {
            case Correction.EndMoved moved:
                return new(line, moved.Shift, CorrectionOutlook.OfEnd(session, before, moved.Of, moved.From, moved.To, books.Now));
            case Correction.PlanMoved { From: { } from } moved:
                return new(line, moved.Shift, CorrectionOutlook.OfEnd(session, before, moved.Of, from, moved.To, books.Now));
            case Correction.Merged merged when (session.Projects.Find(merged.Of), session.Projects.Find(merged.Into)) is ({ } part, { } whole):
                return new(line, merged.Shift, CorrectionOutlook.OfMerge(session, before, part, whole, books.Now));
            case Correction.ScheduleReplaced when entry.ScheduleText is { } text && ScheduleFile.Parse(text).Schedule is { } after:
                return new(line, entry.Correction.Shift, CorrectionOutlook.OfSchedule(session, before, after, books.Now)) { Differences = ScheduleComparison.Between(before, after) };
            default:
                return new(line, entry.Correction.Shift, []);
        }
    }
}
