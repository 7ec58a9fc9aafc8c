using System.Text.Json;
using Retention.Domain.Approvals;
using Retention.Domain.Plans;
using RetentionWorker.Plan;
using RetentionWorker.Catalogue;
using RetentionWorker.Races.Bed;

namespace RetentionWorker.Races.Races;

/// <summary>A plan of everything that goes beyond a limit and waits for an approval.</summary>
internal abstract class WaitingPlan : Race
{
    /// <summary>Whoever asked for it.</summary>
    public const string Asker = "os-1";

    public override string Limits => "limits:\n  records: 2";

    public override void Prepare(Process first)
    {
        using var uow = first.Catalogue.Begin();
        var now = first.Now;
        var made = new PlanMaking(uow).Make(first.Schedule, PlanScope.Everything, now);
        uow.Plans.Keep(
            made.Plan, Asker, PlanStanding.Waits, [.. made.Groups.Select(g => g.Id)], made.HeldRecords, [new LimitExceeded("records", "", 2, made.Plan.Records)],
            now + KeptPlan.OnDemandLifetime, made.DeadlineAt);
        uow.Commit();
    }

    /// <summary>The waiting plan as it stands now.</summary>
    public static KeptPlan PlanOf(Site site)
    {
        using var session = site.Observe();
        return new[] { PlanStanding.Waits, PlanStanding.Approved, PlanStanding.Rejected, PlanStanding.Done }.SelectMany(session.Plans.List).First(p => p.Plan.Records == 6);
    }

    protected static int Count(IEnumerable<JsonElement> log, string kind) => log.Count(e => e.GetProperty("kind").GetString() == kind);
}
