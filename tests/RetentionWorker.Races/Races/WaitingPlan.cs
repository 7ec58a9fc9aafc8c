using System.Text.Json;
using Retention.Domain.Approvals;
using Retention.Domain.Plans;
using RetentionWorker.Approve;
using RetentionWorker.Catalogue;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>A plan of everything that a person asked for, that goes beyond a limit and waits for an approval.</summary>
internal abstract class WaitingPlan : Race
{
    /// <summary>Whoever asked for it.</summary>
    public const string Asker = "os-1";

    private const int Planned = 6;

    /// <summary>One less than the plan: whatever is left of it once a record is gone lies within the limit, and nothing but a person's no keeps it.</summary>
    public override string Limits => "limits:\n  records: 5";

    public override Task PrepareAsync(Process first) => WaitAsync(first, PlanScope.Everything);

    /// <summary>As a person does it: look, keep what was seen, and ask for it to be carried out, which a limit forbids.</summary>
    protected static async Task WaitAsync(Process process, PlanScope scope)
    {
        var digest = process.Keep(Asker, scope) ?? throw new InvalidOperationException("There is nothing to plan.");
        var report = await process.Purging(Asker).CarryOutAsync(scope, digest, (_, _) => { }, CancellationToken.None);
        if (report.Result.Refused != "waits")
            throw new InvalidOperationException("The plan does not wait.");
    }

    /// <summary>The waiting plan as it stands now.</summary>
    public static KeptPlan PlanOf(Site site)
    {
        using var session = site.Observe();
        return new[] { PlanStanding.Waits, PlanStanding.Approved, PlanStanding.Rejected, PlanStanding.Done }.SelectMany(session.Plans.List).First(p => p.Plan.Records == Planned);
    }

    /// <summary>The digest of the plan of that scope that waits or is approved.</summary>
    protected static string DigestOf(Process process, PlanScope scope)
    {
        using var session = process.Observed.Read();
        return new[] { PlanStanding.Waits, PlanStanding.Approved }.SelectMany(session.Plans.List).First(p => p.Plan.Scope == scope).Plan.Digest;
    }

    /// <summary>The plan of everything, approved by somebody who did not ask for it.</summary>
    protected static void ApproveEverything(Process process)
    {
        if (process.Approving.Approve(DigestOf(process, PlanScope.Everything), "os-2", asSingleOperator: false) is not Judged.Done)
            throw new InvalidOperationException("The plan could not be approved.");
    }

    /// <summary>The daemon looks while somebody rejects the plan; the answer is kept as the site's tag.</summary>
    protected static IReadOnlyList<(Party Party, Func<Task> Work)> EnforceAgainstRejection(Site site, Process daemon, Process person, string digest) =>
    [
        (daemon.Party, () => daemon.EnforceAsync()),
        (person.Party, () =>
        {
            site.Tag = person.Approving.Reject(digest, "os-3", RejectReason.WrongFacts);
            return Task.CompletedTask;
        }),
    ];

    /// <summary>What is so after a rejection, whenever it came. Null where it took no effect: that is so only where the plan was carried out before.</summary>
    protected static void RequireLastWord(Site site, Judged.Done? rejection)
    {
        var (truth, plan) = (site.Truth, PlanOf(site));
        if (rejection is null)
        {
            truth.Require(truth.Removed.Count == Planned, "neither taken back nor carried out");
            truth.Require(plan is { Standing: PlanStanding.Done, Judgement.Approval: not null }, "what was carried out on an approval does not stand so");
            return;
        }
        // The no stands also where it came between the last destructive call and its outcome; then it is told that nothing may be left.
        truth.Require(plan is { Standing: PlanStanding.Rejected, Judgement: { Approval: null, Code: "wrong-facts" } }, "what was taken back does not stand so");
        truth.Require(rejection.Gone <= truth.Removed.Count, "it was told of a record as gone that is there");
        truth.Require(truth.Removed.Count <= rejection.Gone + rejection.InFlight, "a record is gone of which nobody was told");
        var (again, before) = (site.Open("daemon again"), truth.Removed.Count);
        Run.RunReport? later = null;
        site.Alone(again.Party, async () => later = await again.EnforceAsync());
        truth.Require(truth.Removed.Count == before, "what was rejected went at a later look");
        truth.Require(before == Planned || later?.End == Run.RunEnd.Waits, "what is left stays, and waits for nobody");
    }

    protected static int Count(IEnumerable<JsonElement> log, string kind) => log.Count(e => e.GetProperty("kind").GetString() == kind);
}
