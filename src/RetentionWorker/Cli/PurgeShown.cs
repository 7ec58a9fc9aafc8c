using Retention.Domain.Plans;
using RetentionWorker.Plan;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>Shows what a purge came to, and why it left what it left.</summary>
internal static class PurgeShown
{
    public static ExitCode Show(Answer answer, string digest, PurgeReport report, IReadOnlyList<StandingLine> refused)
    {
        var result = report.Result;
        if (result.Refused is { } code)
        {
            return answer.Stop(
                ExitCode.Refused, code == "waits" ? $"the plan {digest} goes beyond a limit and waits whole for an approval: another person looks at it (retention plan show {digest}), then: retention approve {digest}" : result.Message ?? code);
        }
        var notErased = result.NotErased ?? new Dictionary<string, long>();
        answer.One(
            new
            {
                plan = digest, result.Due, result.Erased, result.AlreadyAbsent, notErased, report.HandedOver,
                refused = refused.Select(l => new { l.Project, l.Category, l.Records, standing = l.Standing, l.Reason, l.EraseFrom, l.EraseBy, l.Holds }),
            },
            $"{Amount.Of(result.Erased, "record")} erased, {result.AlreadyAbsent} absent already{string.Concat(notErased.Select(n => $", {n.Value} {n.Key}"))}");
        foreach (var why in StandingWords.WhyNot(refused))
            answer.Warn("not erased: " + why);
        if (result.Message is { } withheld)
            return answer.Stop(ExitCode.Refused, withheld);
        if (notErased.GetValueOrDefault("held") is > 0 and var held && result.Erased + result.AlreadyAbsent == 0)
            return answer.Stop(ExitCode.Refused, $"a hold was placed since the plan was made: {Amount.Are(held, "record")} kept");
        return ExitCodes.Of(
            result.SuspectStores is { Count: > 0 } ? ExitCode.Refused : ExitCode.Done,
            result.UnavailableStores is { Count: > 0 } ? ExitCode.Unavailable : ExitCode.Done,
            notErased.GetValueOrDefault("stopping") > 0 ? ExitCode.Interrupted : ExitCode.Done,
            notErased.Values.Sum() > 0 ? ExitCode.PartlyDone : ExitCode.Done);
    }

    public static string InWords(PlanScope scope) =>
        $"project {scope.Project}{(scope.Category is { } c ? $", category {c}" : "")}{(scope.Participant is { } p ? $", participant {p}" : "")}";
}
