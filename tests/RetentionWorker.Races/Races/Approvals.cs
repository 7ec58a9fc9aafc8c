using Retention.Domain.Approvals;
using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>A hundred people approve one plan at once, in two processes, and who asked for it is the first of them. One approval takes effect, another person's, and it is the one that is on the log.</summary>
internal sealed class Approvals : WaitingPlan
{
    private const int People = 100;

    public override string Name => "approvals";

    public override IReadOnlyList<string> MustCome => ["the next of the hundred after who asked", "another of the hundred after who asked", "before who asked"];

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var processes = Enumerable.Range(0, 2).Select(i => site.Open($"process-{i}")).ToList();
        var digest = PlanOf(site).Plan.Digest;
        var judged = new Judged[People];
        site.Tag = judged;
        return [.. Enumerable.Range(0, People).Select(i => (new Party($"person-{i}"), (Func<Task>)(() =>
        {
            judged[i] = processes[i % 2].Approving.Approve(digest, PersonOf(i), asSingleOperator: false);
            return Task.CompletedTask;
        })))];
    }

    public override void Judge(Site site)
    {
        var judged = (Judged[])site.Tag!;
        var effective = Enumerable.Range(0, People).Where(i => judged[i] is Judged.Done).ToList();
        site.Truth.Require(effective.Count == 1, $"{effective.Count} approvals took effect");
        site.Truth.Require(effective[0] != 0, "who asked for the plan approved it");
        // Everybody else hears why not: who asked for it, and the others that somebody was first.
        site.Truth.Require(judged[0] is Judged.NotPermitted or Judged.Refused, "who asked was not told");
        site.Truth.Require(judged.Skip(1).OfType<Judged.Refused>().Count() == People - 2, "somebody was not told that theirs took no effect");
        var plan = PlanOf(site);
        site.Truth.Require(plan.Standing == PlanStanding.Approved && plan.Judgement?.Approval == ((Judged.Done)judged[effective[0]]).Approval, "another approval than the one that took effect is in the books");
        site.Truth.Require(plan.Judgement?.Actor == PersonOf(effective[0]), "another person than the one who approved is in the books");
        var approved = site.Truth.CheckLog().Where(e => e.GetProperty("kind").GetString() == "plan-approved").ToList();
        site.Truth.Require(approved.Count == 1 && approved[0].GetProperty("actor").GetString() == PersonOf(effective[0]), "not one approval is on the log, or another person's");
        site.Came = $"{(effective[0] == 1 ? "the next" : "another")} of the hundred {(judged[0] is Judged.NotPermitted ? "after" : "before")} who asked";
    }

    private static string PersonOf(int i) => i == 0 ? Asker : $"os-{1000 + i}";
}
