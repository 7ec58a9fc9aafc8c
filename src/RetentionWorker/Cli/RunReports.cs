using Retention.Domain.Facts;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>Shows what a run came to, and maps it to an exit code.</summary>
internal static class RunReports
{
    /// <summary>
    /// Everything that was due is gone: 0, whatever is held or unclassified. A waiting plan or a suspect store: 4 (the other stores were served);
    /// a store out of reach: 69; records that could not be erased, or places that could not be looked into: 3.
    /// </summary>
    public static ExitCode Show(Answer answer, RunReport report)
    {
        var books = report.Books;
        var listed = report.Listed.ToList();
        var suspect = report.SuspectStores.Union(listed.Where(d => d.IsSuspect).Select(d => d.Store)).ToList();
        var unavailable = report.UnavailableStores.Union(listed.Where(d => d.Problem is not null && !d.IsSuspect).Select(d => d.Store)).Except(suspect).ToList();
        var unreadable = listed.Sum(d => d.Unreadable);
        answer.One(
            new
            {
                end = report.End,
                plan = report.Plan.Digest,
                discovered = books.Discovered,
                books.Kept,
                books.Held,
                books.Unclassified,
                books.Due,
                report.Overdue,
                report.Late,
                books.Erased,
                books.AlreadyAbsent,
                books.NotErased,
                unresolved = report.Unresolved,
                unreadable,
                exceeded = report.Exceeded,
                suspectStores = suspect,
                unavailableStores = unavailable,
            },
            [
                $"{Amount.Of(books.Discovered, "record")}: {books.Kept} kept, {books.Held} held, {books.Unclassified} unclassified, {books.Due} due",
                $"  of the due ones {books.Erased} erased, {books.AlreadyAbsent} absent already{string.Concat(books.NotErased.Select(n => $", {n.Value} {n.Key}"))}",
            ]);
        foreach (var problem in listed.Select(d => d.Problem).OfType<string>())
            answer.Warn(problem);
        foreach (var store in suspect.Except(listed.Where(d => d.Problem is not null).Select(d => d.Store)))
            answer.Warn($"store {store} is suspect: nothing more of it is erased (see: retention store check {store})");
        if (report.Late > 0)
            answer.Warn(StandingWords.Late(report.Late));
        if (unreadable > 0)
            answer.Warn($"{unreadable} places could not be looked into; what lies there is not decided");
        return ExitCodes.Of(Codes(answer, report, suspect, unavailable, unreadable));
    }

    private static IEnumerable<ExitCode> Codes(Answer answer, RunReport report, List<StoreName> suspect, List<StoreName> unavailable, long unreadable)
    {
        if (report.End == RunEnd.Waits)
        {
            yield return answer.Stop(
                ExitCode.Refused, $"the plan {report.Plan.Digest} goes beyond a limit and waits whole for an approval",
                report.Exceeded.Select(KeptPlanShown.Limit).Append($"another person looks at it (retention plan show {report.Plan.Digest}), then: retention approve {report.Plan.Digest}"));
        }
        if (report.Withheld is { } refusal)
            yield return answer.Stop(ExitCode.Refused, refusal.Message);
        if (report.End == RunEnd.Stopped)
            yield return ExitCode.Interrupted;
        if (suspect.Count > 0)
            yield return ExitCode.Refused;
        if (unavailable.Count > 0 || report.Unresolved > 0)
            yield return ExitCode.Unavailable;
        if (report.Failures > 0 || unreadable > 0 || report.Of("changed") + report.Of("in-doubt") + report.Of("facts-changed") > 0)
            yield return ExitCode.PartlyDone;
    }
}
