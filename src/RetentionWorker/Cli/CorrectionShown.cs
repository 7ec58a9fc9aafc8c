using System.CommandLine;
using Retention.Domain.Corrections;
using RetentionWorker.Approve;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

/// <summary>How corrections and what they move are asked for and shown.</summary>
internal static class CorrectionShown
{
    public static Option<InformedHow> Informed() => Inputs.AnyWord<InformedHow>("--informed", "Where records stay for longer: how participants learn of it");

    public static Option<bool> Preview() => new("--preview") { Description = "Show what it moves, and record nothing" };

    /// <summary>What was recorded, or waits (exit code 4), or was only looked at; with what it moves.</summary>
    public static ExitCode Give(Answer answer, Registered<EndLine> registered, Func<ProjectLine, string> inWords)
    {
        var code = answer.Give(
            registered,
            end => new
            {
                end.Project.Project, end.Project.Title, end.Project.PlannedEnd, end.Project.EndedOn, end.Project.Event, end.Project.Reference, end.Project.Endless, end.Project.MergedInto,
                end.Project.Role, end.Project.Choice, end.Correction, preview = end.PreviewOnly, becomes = end.Becomes,
            },
            end => [.. Head(end, inWords), .. Lines(end.Becomes)]);
        return registered is Registered<EndLine>.Done { Fact.Correction: not null } ? ExitCode.Refused : code;
    }

    public static ExitCode Give(Answer answer, Registered<AskedCorrection> registered)
    {
        var code = answer.Give(registered, asked => asked, asked => [.. Differences(asked), .. asked.Correction is { } waits ? Waits(waits) : [], .. Lines(asked.Becomes)]);
        return registered is Registered<AskedCorrection>.Done { Fact.Correction: not null } ? ExitCode.Refused : code;
    }

    public static IEnumerable<string> Differences(AskedCorrection asked) => asked.Differences.Select(d =>
        $"{d.Subject}: {d.What}: {Answer.Show(d.Before)} -> {Answer.Show(d.After)}{Way(d.Shift)}");

    public static IEnumerable<string> Head(CorrectionLine line)
    {
        yield return $"correction {line.Correction}: {line.Kind}{(line.Project is { } project ? $" of {project}" : "")}{(line.Into is { } into ? $" into {into}" : "")}, {Answer.Show(line.From)} -> {Answer.Show(line.To)}{Way(line.Shift)}";
        yield return $"  {(line.IsExpired ? "expired" : Answer.Show(line.Standing))}; {Amount.Of(line.Records, "record")}; asked for by {line.AskedBy} at {Answer.Show(line.AskedAt)}"
            + (line.Informed is { } how ? $"; participants: {Answer.Show(how)}" : "");
        if (line.MustBeResolvedBy is { } by && line.Standing is CorrectionStanding.Waits or CorrectionStanding.Approved)
            yield return $"  must be resolved by {Answer.Show(by)}";
        if (line.JudgedBy is { } judge)
            yield return $"  {(line.Code is { } code ? $"rejected ({code})" : "approved")} by {judge} at {Answer.Show(line.JudgedAt)}{(line.CountsFrom is { } from ? $", counts from {Answer.Show(from)}" : "")}";
    }

    public static IEnumerable<string> Lines(IReadOnlyList<BecomesLine> becomes) => becomes.Select(l =>
        $"  {Answer.Show(l.Project)} {Answer.Show(l.Category)}: {Amount.Of(l.Records, "record")} {InWords(l.Before)} -> {InWords(l.After)}");

    public static IEnumerable<string> TooLate(long erased) => erased == 0 ? [] :
        [$"  it comes too late for {Amount.Of(erased, "record")}, erased by what was recorded: a possible breach once it is in effect"];

    /// <summary>What came of judging one.</summary>
    public static ExitCode Tell(Answer answer, Judged.Corrected judged)
    {
        answer.One(
            new { correction = judged.Digest, kind = judged.What, judged.Project, approved = judged.Code is null, countsFrom = judged.From, because = judged.Code, judged.Records, judged.MustBeResolvedBy, judged.ErasedTooEarly },
            judged.Code is { } code
                ? $"correction {judged.Digest} is rejected ({code}); the days of {Amount.Of(judged.Records, "record")} stay as they were"
                : $"correction {judged.Digest} is approved ({Amount.Of(judged.Records, "record")}); it counts from {Answer.Show(judged.From)}");
        if (judged.ErasedTooEarly > 0)
            answer.Warn($"{Amount.Of(judged.ErasedTooEarly, "record")} that it would have kept {(judged.ErasedTooEarly == 1 ? "is" : "are")} erased: a possible breach, to be judged within 72 hours (retention breach list)");
        return ExitCode.Done;
    }

    private static IEnumerable<string> Head(EndLine end, Func<ProjectLine, string> inWords) =>
        end.Correction is { } waits ? Waits(waits)
        : end.PreviewOnly ? [end.Becomes.Count == 0 ? "no record's days would move" : "nothing is recorded; it would move:"]
        : [inWords(end.Project)];

    private static IEnumerable<string> Waits(CorrectionLine line)
    {
        yield return $"correction {line.Correction} waits for another person ({Amount.Of(line.Records, "record")}{Way(line.Shift)}): retention approve {line.Correction}";
        if (line.Shift.HasFlag(Shift.Later) && line.Project is not null)
            yield return "  until then nothing goes that it would keep";
        if (line.Kind == "template-replaced")
            yield return $"  until then nothing of store {line.Into} is listed or erased";
        else if (line.Shift.HasFlag(Shift.Later) && line.Project is null)
            yield return "  until then the schedule in force goes on; to keep records now: retention hold place, or retention stop";
        if (line.MustBeResolvedBy is { } by)
            yield return $"  must be resolved by {Answer.Show(by)}";
    }

    private static string Way(Shift shift) => shift switch
    {
        Shift.Sooner => ", sooner or more",
        Shift.Later => ", later or less",
        Shift.Sooner | Shift.Later => ", some sooner and some later",
        _ => "",
    };

    private static string InWords(Place place) => place.Standing switch
    {
        BecomeStanding.Unclassified => "unclassified",
        _ when place.EraseFrom is null => "kept",
        var standing => $"{Answer.Show(standing)} ({Answer.Show(place.EraseFrom)} to {Answer.Show(place.EraseBy)})",
    };
}
