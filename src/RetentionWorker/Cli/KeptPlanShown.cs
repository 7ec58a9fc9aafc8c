using System.CommandLine;
using System.CommandLine.Parsing;
using Retention.Domain.Approvals;
using RetentionWorker.Approve;
using RetentionWorker.Plan;

namespace RetentionWorker.Cli;

/// <summary>How kept plans, limits and judgements are asked for and shown.</summary>
internal static class KeptPlanShown
{
    private const int DigestLength = 64;

    public static Argument<string> Digest(string name, string description) => new(name) { Description = description, CustomParser = ParseDigest };

    /// <summary>The whole digest, exactly: a shortened one could be another plan's tomorrow.</summary>
    public static string ParseDigest(ArgumentResult given)
    {
        var value = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        if (value.Length != DigestLength || !value.All(char.IsAsciiHexDigitLower))
            given.AddError($"{Inputs.NameOf(given)} '{value}' is not a plan's digest: 64 hex digits in lower case, whole, as 'retention plan' shows it");
        return value;
    }

    public static string Limit(LimitExceeded limit) => limit.Limit switch
    {
        PlanApproval.Early => "early erasure",
        PlanApproval.Rejected => $"{limit.Limit}: somebody said no to {Amount.Of(limit.Planned, "record")} of it",
        PlanApproval.EverythingAfterChange => $"takes everything of {limit.Subject} soon after the schedule changed",
        _ => $"{limit.Limit}{(limit.Subject.Length > 0 ? $" of {limit.Subject}" : "")}: {limit.Planned} where {limit.Allowed} are allowed",
    };

    public static string Unknown(string digest) => $"no plan {digest} was kept (see: retention plan list)";

    /// <summary>Who said no to how many of its records, when and why; to what was moved from under a hold nobody said anything.</summary>
    public static string Against(SaidNo no) => no.Plan is { } rejected
        ? $"{no.Actor} said no to {Amount.Of(no.Records, "record")} of it at {Answer.Show(no.At)} ({no.Code}, plan {rejected})"
        : $"{Amount.Were(no.Records, "record")} moved from under a hold ({no.Code}, seen at {Answer.Show(no.At)})";

    public static IEnumerable<string> Head(KeptPlanLine plan)
    {
        yield return $"plan {plan.Digest}: {(plan.IsExpired ? "expired" : Answer.Show(plan.Standing))}{(plan.Early is { } early ? $", early erasure ({Answer.Show(early)})" : "")}";
        yield return $"  {Amount.Of(plan.Records, "record")} ({plan.Bytes} bytes), asked for by {string.Join(", ", plan.AskedBy.Order(StringComparer.Ordinal))}, kept at {Answer.Show(plan.KeptAt)}"
            + (plan.ExpiresAt is { } expires ? $", expires at {Answer.Show(expires)}" : "");
        foreach (var limit in plan.Exceeded)
            yield return "  waits: " + Limit(limit);
        foreach (var no in plan.RejectedBefore)
            yield return "  " + Against(no);
        if (plan.MustBeResolvedBy is { } by)
            yield return $"  must be resolved by {Answer.Show(by)}: then its first record is late";
        if (plan.JudgedBy is { } judge)
        {
            yield return plan.Code is { } code
                ? $"  rejected by {judge} at {Answer.Show(plan.JudgedAt)} ({code})"
                : $"  approved by {judge} at {Answer.Show(plan.JudgedAt)}; it counts from {Answer.Show(plan.CountsFrom)} until {Answer.Show(plan.CountsUntil)}";
        }
    }

    public static ExitCode Tell(Answer answer, Judged judged)
    {
        switch (judged)
        {
            case Judged.Done { Approval: { } approval } done:
                answer.One(
                    new { plan = done.Digest, approved = true, countsFrom = approval.From, countsUntil = approval.Until, done.MustBeResolvedBy, done.RejectedBefore },
                    [
                        $"plan {done.Digest} ({Amount.Of(done.Records, "record")}) is approved; it counts from {Answer.Show(approval.From)} until {Answer.Show(approval.Until)}, and is carried out at the next look",
                        .. done.RejectedBefore.Select(no => $"  it goes over a no, until 'retention reject {done.Digest} --because CODE' takes it back: {Against(no)}"),
                    ]);
                return ExitCode.Done;
            case Judged.Done done:
                answer.One(
                    new { plan = done.Digest, approved = false, because = done.Code, done.MustBeResolvedBy, done.Gone, done.InFlight },
                    $"plan {done.Digest} ({Amount.Of(done.Records, "record")}) is rejected ({done.Code}); {Staying(done)}"
                    + (done.MustBeResolvedBy is { } by ? $", and the first of them is late at {Answer.Show(by)}" : ""));
                return ExitCode.Done;
            case Judged.Corrected corrected:
                return CorrectionShown.Tell(answer, corrected);
            case Judged.NotPermitted no:
                return answer.Stop(ExitCode.NotPermitted, no.Why);
            case Judged.Refused refused:
                return answer.Stop(ExitCode.Refused, refused.Why);
            case Judged.Unknown unknown:
                return answer.Stop(ExitCode.BadInput, unknown.Why);
            default:
                throw new InvalidOperationException("The family of judgements is closed.");
        }
    }

    private static string Staying(Judged.Done rejected) =>
        rejected.Gone == 0 && rejected.InFlight == 0 ? "its records stay"
        : $"{Amount.Are(rejected.Gone, "record")} gone already, {rejected.InFlight} being erased just now (each may be gone); the others stay";
}
