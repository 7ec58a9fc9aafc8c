using System.CommandLine;
using Retention.Domain.Corrections;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class ExplainCommand : Verb
{
    private readonly Argument<RecordReference> record = Inputs.RecordArgument();

    public ExplainCommand()
        : base("explain", "Say of one record why it is kept or erased, why not, and when.", "retention explain interviews:commute-study/recording/P07/a.wav") => Add(record);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        switch (asked.Room<ExplainDesk>().Of(asked.Get(record), ct))
        {
            case Registered<Explanation>.Done { Fact: var explained, Warnings: var warnings }:
                foreach (var warning in warnings)
                    asked.Answer.Warn(warning);
                asked.Answer.One(explained, Lines(explained));
                return Task.FromResult(ExitCode.Done);
            case Registered<Explanation>.Problem problem:
                return Task.FromResult(asked.Answer.Stop(ExitCode.BadInput, problem.What[0]));
            default:
                throw new InvalidOperationException("A question is never refused.");
        }
    }

    private static IEnumerable<string> Lines(Explanation e)
    {
        yield return $"{e.Record} (number {e.Number}): {Verdict(e)}";
        yield return $"  project {Answer.Show(e.Project)} ({(e.ProjectEndedOn is { } end ? $"{(end > e.Today ? "ends" : "ended")} on {Answer.Show(end)}" : e.UnknownProject is null ? "no end recorded" : "not recorded")}), category {Answer.Show(e.Category)}, "
            + $"{(e.Participants.Count == 0 ? "no participant named" : $"participant {string.Join(" and ", e.Participants)}")}, collected on {Answer.Show(e.CollectedOn)}";
        foreach (var rule in e.Rules)
            yield return "  " + Arithmetic(rule);
        if (e.UnknownProject is { } unknown)
            yield return "  " + unknown;
        else if (e.Rules.Count == 0)
            yield return e.Category is null ? "  its name fits no template of its store" : "  no rule of the schedule names its category";
        if (e is { Reason: "settling", SettlesAt: { } settles })
            yield return $"  a fact behind it settles until {Answer.Show(settles)}";
        foreach (var line in Waits(e))
            yield return "  " + line;
        foreach (var hold in e.Holds)
            yield return $"  hold {hold} suspends its erasure (retention hold list)";
        if (e.FloorPassesEraseBy)
            yield return "  an obligation keeps it beyond the day it was promised to be gone: a person decides";
        if (e.NeedsPerson)
            yield return "  it is shared and somebody whom it concerns withdrew: a person decides";
        if (e.Setback is { } setback)
            yield return $"  it could not be erased at {Answer.Show(setback.At)}: {setback.Code} ({setback.Tries} in a row); it is tried again from {Answer.Show(setback.RetryAt)}, or at once by retention purge";
        if (e.LastOutcome is { } outcome)
            yield return $"  last outcome on the log: {outcome}, {Answer.Show(e.LastOutcomeAt)}";
    }

    /// <summary>Whom it waits for, and what they say to go on.</summary>
    private static IEnumerable<string> Waits(Explanation e)
    {
        if (e.RejectedPlan is { } no)
        {
            yield return $"plan {no.Plan} was rejected ({no.Code}) at {Answer.Show(no.At)}, and it was in it: it stays until somebody asks anew and another person approves "
                + $"(retention purge --project {Answer.Show(e.Project)}, then: retention approve DIGEST); to keep it: retention hold place";
        }
        if (e.WaitingPlan is { } plan)
            yield return $"plan {plan.Plan} waits for an approval since {Answer.Show(plan.At)}, and it is in it: retention approve {plan.Plan}, by somebody who did not ask for it";
        if (e.Correction is { Standing: CorrectionStanding.Waits } asked)
        {
            yield return $"correction {asked.Correction} ({asked.Kind}) waits: {(asked.Shift.HasFlag(Shift.Later) ? "until it is judged, nothing goes that it would keep" : "until it is approved, it changes nothing")}; "
                + (asked.IsExpired ? $"retention reject {asked.Correction} --because wrong-facts, then ask anew" : $"retention correction show {asked.Correction}, then by another person: retention approve {asked.Correction}");
        }
        else if (e.Correction is { } approved)
            yield return $"correction {approved.Correction} ({approved.Kind}) is approved and takes effect from {Answer.Show(approved.CountsFrom)}: retention correction show {approved.Correction}";
    }

    private static string Verdict(Explanation e) => e.Decision switch
    {
        null when e.State == "erased" => $"erased at {Answer.Show(e.ErasedAt)}{(e.ResidueUntil is { } until ? $"; copies may be recoverable until {Answer.Show(until)}" : "")}",
        null when e.LastOutcome == "failed" => "gone; this program tried to erase it and could not see what became of it, so whether it was that is not known",
        null => "gone without this program",
        "keep" when e.Late => $"kept ({e.Reason}), and LATE: it should have been gone by the end of {Answer.Show(e.EraseBy)}, and is erased from {Answer.Show(e.DueAt)}, when a fact behind it has settled",
        "keep" when e.DueAt is { } due => $"kept ({e.Reason}); will be erased from {Answer.Show(due)} (day {Answer.Show(e.EraseFrom)}), and must be gone by the end of {Answer.Show(e.EraseBy)}",
        "keep" => $"kept ({e.Reason}); nothing makes it due yet",
        "due" => $"due since {Answer.Show(e.DueAt)}{NextRun(e)}, and it must be gone by the end of {Answer.Show(e.EraseBy)}",
        "overdue" => $"OVERDUE: it should have been gone by the end of {Answer.Show(e.EraseBy)}{NextRun(e)}",
        "held" => $"held{(e.DueAt is { } due ? $"; without the hold it is erased from {Answer.Show(due)}" : "")}",
        _ => $"unclassified ({e.Reason}): kept, and never erased like this",
    };

    private static string NextRun(Explanation e) => e is { Setback: null, RejectedPlan: null, WaitingPlan: null } ? "; the next run erases it" : "";

    private static string Arithmetic(ExplainedRule rule)
    {
        var text = $"{rule.Rule}: ";
        if (rule.StartsAt is null)
            text += "keep, with a review";
        else
            text += rule.Start is { } start ? $"{Answer.Show(rule.StartsAt)} {Answer.Show(start)}" : $"{Answer.Show(rule.StartsAt)} has not come";
        if (rule.Start is not null && rule.EraseAfter is { } after)
            text += $" + {after} = kept through {Answer.Show(rule.KeepThrough)}, erased from {Answer.Show(rule.EraseFrom)}; + {rule.EraseByPeriod} = gone by {Answer.Show(rule.EraseBy)}";
        if (rule.Start is not null && rule.Retain is { } retain)
            text += $"; obligation: + {retain} = kept through {Answer.Show(rule.RetainThrough)}";
        return text + (rule.Wins ? "  <- decides" : "") + $"  ({rule.Because})";
    }
}
