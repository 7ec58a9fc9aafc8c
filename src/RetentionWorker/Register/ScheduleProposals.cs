using Retention.Domain.Corrections;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>Compares the configured file with the schedule in force, and asks for it to take its place.</summary>
internal sealed class ScheduleProposals(Bookkeeping books, CorrectionDesk corrections, ScheduleInForce schedule)
{
    /// <summary>What the file would change, and what that moves; asks for nothing.</summary>
    public Registered<AskedCorrection> Diff() => Propose(null, previewOnly: true);

    /// <summary>Asks for it: one that moves no day is adopted at once, any other waits for a second person.</summary>
    public Registered<AskedCorrection> Propose(InformedHow? informed, bool previewOnly = false)
    {
        var (bytes, file) = schedule.OfFile();
        using var work = books.Begin();
        if (schedule.Adopted(work) is not { } before)
            return Registered<AskedCorrection>.Of(new(null, Shift.None, []), "no schedule is in force yet: the first one needs no approval, and the next run, discover or purge adopts it");
        if (before.Sha256 == file.Sha256)
            return Registered<AskedCorrection>.Of(new(null, Shift.None, []), "the file is what is in force");
        var differences = ScheduleComparison.Between(before, file);
        var shift = ScheduleComparison.Of(differences);
        if (shift == Shift.None)
            return Registered<AskedCorrection>.Of(new(null, shift, []) { Differences = differences }, "it moves no record's days: the next run, discover or purge adopts it");
        var becomes = CorrectionOutlook.OfSchedule(work, before, file, books.Now);
        var asked = corrections.Ask(work, new CorrectionRequest(new Correction.ScheduleReplaced(before.Sha256, file.Sha256, shift), informed, becomes, previewOnly) { ScheduleText = bytes });
        return asked is Registered<AskedCorrection>.Done done ? Registered<AskedCorrection>.Of(done.Fact with { Differences = differences }, done.Warnings) : asked;
    }
}
