using Retention.Domain.Approvals;
using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>Six people approve and six reject while the daemon looks. One rejection takes effect and is the last word; at most one approval comes before it, and nothing goes without one.</summary>
internal sealed class ApproveAgainstReject : WaitingPlan
{
    public override string Name => "approve-against-reject";

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (one, two) = (site.Open("one"), site.Open("two"));
        var digest = PlanOf(site).Plan.Digest;
        var judged = new Judged[12];
        site.Tag = judged;
        return [.. Enumerable.Range(0, judged.Length).Select(i => (new Party($"person-{i}"), (Func<Task>)(() =>
        {
            var approving = (i % 3 == 0 ? one : two).Approving;
            judged[i] = i % 2 == 0 ? approving.Approve(digest, $"os-{1000 + i}", asSingleOperator: false) : approving.Reject(digest, $"os-{1000 + i}", RejectReason.WrongFacts);
            return Task.CompletedTask;
        })))];
    }

    public override void Judge(Site site)
    {
        var judged = (Judged[])site.Tag!;
        var (approved, rejected) = (judged.Where((_, i) => i % 2 == 0).OfType<Judged.Done>().ToList(), judged.Where((_, i) => i % 2 == 1).OfType<Judged.Done>().ToList());
        site.Truth.Require(approved.Count <= 1, $"{approved.Count} approvals took effect");
        site.Truth.Require(rejected.Count == 1, $"{rejected.Count} rejections took effect");
        site.Truth.Require(PlanOf(site).Standing == PlanStanding.Rejected, "the rejection does not stand");
        site.Came = approved.Count == 0 ? "rejected" : "approved, then taken back";
        var kinds = site.Truth.CheckLog().Select(e => e.GetProperty("kind").GetString()).Where(k => k is "plan-approved" or "plan-rejected").ToList();
        site.Truth.Require(kinds.Count == approved.Count + 1 && kinds[^1] == "plan-rejected", $"the log says {string.Join(", ", kinds)}");
    }
}
