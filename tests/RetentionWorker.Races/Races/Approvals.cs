using Retention.Domain.Approvals;
using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>A hundred people approve one plan at once, in two processes, and who asked for it is among them. One approval takes effect, and it is the one that is on the log.</summary>
internal sealed class Approvals : WaitingPlan
{
    private const int People = 100;

    public override string Name => "approvals";

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var processes = Enumerable.Range(0, 2).Select(i => site.Open($"process-{i}")).ToList();
        var digest = PlanOf(site).Plan.Digest;
        var judged = new Judged[People];
        site.Tag = judged;
        return [.. Enumerable.Range(0, People).Select(i => (new Party($"person-{i}"), (Func<Task>)(() =>
        {
            judged[i] = processes[i % 2].Approving.Approve(digest, i == 50 ? Asker : $"os-{1000 + i}", asSingleOperator: false);
            return Task.CompletedTask;
        })))];
    }

    public override void Judge(Site site)
    {
        var judged = (Judged[])site.Tag!;
        var done = judged.OfType<Judged.Done>().ToList();
        site.Truth.Require(done.Count == 1, $"{done.Count} approvals took effect");
        site.Truth.Require(judged.Count(j => j is Judged.Refused or Judged.NotPermitted) == People - 1, "somebody was not told");
        site.Truth.Require(judged[50] is Judged.NotPermitted or Judged.Refused, "who asked for the plan approved it");
        var plan = PlanOf(site);
        site.Came = Array.IndexOf(judged, done.FirstOrDefault()) is 0 ? "the first of the hundred" : "another of the hundred";
        site.Truth.Require(plan.Standing == PlanStanding.Approved && plan.Judgement?.Approval == done[0].Approval, "another approval than the one that took effect is in the books");
        site.Truth.Require(Count(site.Truth.CheckLog(), "plan-approved") == 1, "not one approval is on the log");
    }
}
