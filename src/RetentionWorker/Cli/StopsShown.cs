using NodaTime;
using Retention.Domain.Keys;
using RetentionWorker.Watch;

namespace RetentionWorker.Cli;

/// <summary>Something that needs a person, with its clock, as machines read it.</summary>
internal sealed record StopShown(
    ObstacleKind Kind, string Subject, string Code, long Records, Instant Since, Instant MustBeResolvedBy, int DaysLeft, bool Overdue, string Remedy);

/// <summary>Shows what stands between records and their erasure, and how far everything is covered.</summary>
internal static class StopsShown
{
    private static readonly HashSet<ObstacleKind> SaidOtherwise =
    [
        ObstacleKind.Stopped, ObstacleKind.GuardClosed, ObstacleKind.PlanWaits, ObstacleKind.Overdue, ObstacleKind.LateWhileSettling, ObstacleKind.NotErased, ObstacleKind.OutcomeOpen,
        ObstacleKind.HoldPastReview, ObstacleKind.SharedOfWithdrawn, ObstacleKind.PlannedEndPassed, ObstacleKind.Unclassified, ObstacleKind.UnreadablePlaces, ObstacleKind.HoldUnmatched,
        ObstacleKind.WithdrawalUnmatched, ObstacleKind.ObjectionUndecided, ObstacleKind.RequesterUninformed, ObstacleKind.HoldWithoutGround,
    ];

    public static IReadOnlyList<StopShown> Of(Watched watched) => [.. watched.Obstacles.Select(o => new StopShown(
        o.Kind, o.Subject, o.Code, o.Records, o.Since, o.MustBeResolvedBy, o.DaysLeft(watched.At), o.IsOverdue(watched.At), o.Remedy))];

    public static void Tell(Answer answer, Watched watched)
    {
        if (watched.Obstacles.Count == 0)
            return;
        answer.Many(
            Of(watched), "",
            new("stop", s => s.Kind), new("of", s => Short(s.Subject)), new("why", s => s.Code), new("records", s => s.Records),
            new("days left", s => s.Overdue ? "OVERDUE" : s.DaysLeft), new Column<StopShown>("must be resolved by", s => s.MustBeResolvedBy));
        foreach (var (remedy, subjects) in watched.Obstacles.GroupBy(o => o.Remedy, (remedy, all) => (remedy, all)))
            answer.Line($"{string.Join(", ", subjects.Select(o => $"{Answer.Show(o.Kind)} {Short(o.Subject)}").Distinct())}: {remedy}");
    }

    /// <summary>What only the stops know of. Of the rest the needs of a status have a line of their own, which says more or is there before a stop is.</summary>
    public static IEnumerable<string> Needs(Watched watched) => watched.Obstacles.Where(o => !SaidOtherwise.Contains(o.Kind))
        .Select(o => $"{Answer.Show(o.Kind)} {Short(o.Subject)} ({o.Code}): {o.Remedy}");

    public static void Tell(Answer answer, Coverage coverage)
    {
        Tell("no rule covers", coverage.NoRule);
        Tell("no project is recorded for", coverage.UnknownProjects);
        Tell("no template fits", coverage.NoTemplate);
        Tell("shared (a withdrawal needs a person's look):", coverage.Shared);
        foreach (var rule in coverage.RulesWithoutRecords)
            answer.Line($"rule {rule.Rule} matches nothing that was ever seen ({string.Join(", ", rule.Categories)}), since {Amount.Of(rule.AgeInDays, "day")}: is the category spelt like the folders?");
        foreach (var store in coverage.StoresWithoutCanaries)
            answer.Line($"no canaries in store {store}: that nothing can be erased there would show at a deadline only (stores.{store}.canaries)");

        foreach (var residue in coverage.ResidueWithoutEnd)
            answer.Line($"nobody can say when the last copy of {Amount.Of(residue.Records, "record")} that went from store {residue.Store} ends (versions, replicas): the log's keys of their projects stay as long");
        foreach (var key in coverage.TroubledKeys)
            answer.Line(key.Trouble == KeyTrouble.Missing
                ? $"the log's key {key.Project}.{key.Epoch} is not in the data directory, since {Amount.Of(key.AgeInDays, "day")}: what it links nobody can link unless it is put back (retention keys list)"
                : $"the log's key {key.Project}.{key.Epoch} could not be moved or destroyed, since {Amount.Of(key.AgeInDays, "day")}: look at its file and the rights of its folder, then: retention run --once");

        void Tell(string what, IReadOnlyList<CoverageLine> lines)
        {
            foreach (var line in lines)
                answer.Line($"{what} {Amount.Of(line.Records, "record")}{(line.Project is { } p ? $" of {p}" : "")}{(line.Category is { } c ? $"/{c}" : "")} in {line.Store}{(line.AgeInDays is { } age ? $", the oldest seen {Amount.Of(age, "day")} ago" : "")}");
        }
    }

    /// <summary>Enough of a digest to find it; the whole one is in the remedy.</summary>
    private static string Short(string subject) => subject.Length == 64 ? subject[..12] + "…" : subject;
}
