using Retention.Domain.Approvals;
using RetentionWorker.Approve;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>
/// Six people approve and six reject while daemons look, one of them first of all and another one over and over. Nothing goes without an approval that stands when its call begins; at most one
/// takes effect. A rejection that takes effect is the last word: nothing begins after it. None does only where the plan was carried out before.
/// </summary>
internal sealed class ApproveAgainstReject : WaitingPlan
{
    private const int OfEach = 6;
    private const int Looks = 2;

    public override string Name => "approve-against-reject";

    public override IReadOnlyList<string> MustCome =>
    [
        "rejected, 0 erased", "approved and taken back, 0 erased", "approved and taken back, 3 erased", "approved and taken back, 6 erased", "approved and carried out",
    ];

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        var (one, two, first, daemon) = (site.Open("one"), site.Open("two"), site.Open("first daemon"), site.Open("daemon"));
        var digest = PlanOf(site).Plan.Digest;
        var said = new Said(new Judged[OfEach], new Judged[OfEach]);
        site.Tag = said;
        site.Truth.Forbidden = (_, strand) =>
            !(site.Truth.FirstCommitOf("approver") < strand.AskedAt) ? "although nobody had approved when the gate was asked"
            : site.Truth.FirstCommitOf("rejecter") < strand.AskedAt ? "although the plan was rejected before the gate was asked"
            : null;
        return
        [
            // Its look is over in the usual order before anybody approves: nothing may go by it.
            (first.Party, () => first.EnforceAsync()),
            .. People("approver", said.Approvals, (approving, person) => approving.Approve(digest, person, asSingleOperator: false)),
            (daemon.Party, async () =>
            {
                for (var look = 0; look < Looks; look++)
                    await daemon.EnforceAsync();
            }),
            .. People("rejecter", said.Rejections, (approving, person) => approving.Reject(digest, person, RejectReason.WrongFacts)),
        ];

        IEnumerable<(Party, Func<Task>)> People(string kind, Judged[] answers, Func<Approving, string, Judged> say) => Enumerable.Range(0, OfEach).Select(i => (new Party($"{kind}-{i}"), (Func<Task>)(() =>
        {
            answers[i] = say((i % 2 == 0 ? one : two).Approving, $"os-{kind}-{i}");
            return Task.CompletedTask;
        })));
    }

    public override void Judge(Site site)
    {
        var (truth, said) = (site.Truth, (Said)site.Tag!);
        var (approved, rejected) = (said.Approvals.OfType<Judged.Done>().ToList(), said.Rejections.OfType<Judged.Done>().ToList());
        truth.Require(approved.Count <= 1, $"{approved.Count} approvals took effect");
        truth.Require(rejected.Count <= 1, $"{rejected.Count} rejections took effect");
        truth.Require(said.Approvals.Concat(said.Rejections).OfType<Judged.Refused>().Count() == 2 * OfEach - approved.Count - rejected.Count, "somebody was not told that theirs took no effect");
        var erased = truth.Removed.Count;
        RequireLastWord(site, rejected.FirstOrDefault());
        var kinds = truth.CheckLog().Select(e => e.GetProperty("kind").GetString()).Where(k => k is "plan-approved" or "plan-rejected");
        truth.Require(kinds.SequenceEqual([.. approved.Select(_ => "plan-approved"), .. rejected.Select(_ => "plan-rejected")]), "the log says something else");
        site.Came = rejected.Count == 0 ? "approved and carried out" : $"{(approved.Count == 0 ? "rejected" : "approved and taken back")}, {erased} erased";
    }

    private sealed record Said(Judged[] Approvals, Judged[] Rejections);
}
