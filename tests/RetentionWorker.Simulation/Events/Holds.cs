using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Events;

/// <summary>Somebody places a hold on a project, or on a part of it; most often where something is about to go.</summary>
internal sealed class HoldPlaced : SimEvent
{
    public override int Weight => 12;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Present.Any(r => r.Project is not null);

    public override string? Happen(SimWorld world)
    {
        var random = world.Random;
        var candidates = world.Model.Present.Where(r => r.Project is not null).ToList();
        var soon = candidates.Where(r => world.Model.DatesOf(r).DueAt is { } due && due < world.Clock.Now + (3 * 86400)).ToList();
        var record = world.Aim(soon.Count > 0 && random.Percent(70) ? soon : candidates, (one, due) => one == due);
        var participant = record.Participants.Count > 0 && random.Percent(40) ? random.OneOf(record.Participants) : null;
        var category = random.Percent(30) ? record.Category : null;
        (string, string)? single = random.Percent(25) ? (record.Store, record.Name) : null;
        var asked = new HoldRequest(
            new ProjectId(record.Project!), participant is null ? null : new ParticipantId(participant), category is null ? null : new CategoryName(category),
            single is null ? null : new RecordReference.ByName(new RecordAddress(new StoreName(record.Store), RecordName.FromText(record.Name))),
            random.OneOf(Enum.GetValues<HoldKind>()), "CASE/1", LocalDate.FromDateOnly(world.Today).PlusDays(random.Between(1, 90)))
        {
            // Without one it is refused where somebody whom it covers asked for erasure.
            Ground = random.Percent(80) ? random.OneOf(Enum.GetValues<KeepingGround>()) : null,
        };
        var placing = world.Life.Room<HoldDesk>().PlaceAsync(asked, _ => { }, CancellationToken.None);
        if (!world.Recorded(placing.GetAwaiter().GetResult(), out var placed))
            return null;
        var hold = new ModelHold(placed.Hold, record.Project!, participant, category, single);
        world.Model.Holds.Add(hold);
        return $"hold {hold.Id} on {hold.Project}/{category ?? "*"}/{participant ?? "*"} {(single is null ? "" : record.ToString())}";
    }
}

/// <summary>Somebody else than who placed it releases one of the holds; never one that restricts the records of an objection.</summary>
internal sealed class HoldReleased : SimEvent
{
    private static readonly Actor Another = new("os-51a1e0d000000002");

    public override int Weight => 9;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => Placed(world).Any();

    public override string? Happen(SimWorld world)
    {
        // Rather one under which something has come due meanwhile: its release is what makes a second plan larger than the first.
        var waiting = world.Model.Present.Where(r => world.Model.DatesOf(r).DueAt <= world.Clock.Now).ToList();
        var placed = Placed(world).ToList();
        var pressing = placed.Where(h => waiting.Exists(h.Covers)).ToList();
        var hold = world.Random.OneOf(pressing.Count > 0 && world.Random.Percent(70) ? pressing : placed);
        var life = world.Life;
        var books = new Bookkeeping(life.Room<ICatalogue>(), life.Room<AuditLog>(), life.Room<IClock>(), Another, life.Room<ScheduleInForce>());
        if (!world.Recorded(new HoldReleases(books).Release(hold.Id, asSingleOperator: false), out _))
            return null;
        world.Model.Holds.Remove(hold);
        return $"hold {hold.Id} on {hold.Project} released";
    }

    private static IEnumerable<ModelHold> Placed(SimWorld world) => world.Model.Holds.Where(h => !world.Model.Objections.Exists(o => o.Restriction == h));
}
