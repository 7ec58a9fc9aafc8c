using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Events;

/// <summary>Another record of a participant comes, often long after the project's end: it inherits the clock that runs.</summary>
internal sealed class LateData : SimEvent
{
    public override int Weight => 10;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Records.Exists(r => r.Project is not null);

    public override string? Happen(SimWorld world)
    {
        var like = world.Random.OneOf([.. world.Model.Records.Where(r => r.Project is not null)]);
        var at = like.Name.LastIndexOf('/') + 1;
        var record = world.Put(like.Store, $"{like.Name[..at]}late-{world.Model.Records.Count}", like.Project, like.Category, like.Participants, like.Collected);
        return $"late data {record}";
    }
}

/// <summary>A record that was erased comes back from a backup, under its old name.</summary>
internal sealed class RecordRestored : SimEvent
{
    public override int Weight => 4;

    public override bool CanHappen(SimWorld world) => world.Model.Records.Exists(r => !r.Present);

    public override string? Happen(SimWorld world)
    {
        var record = world.Random.OneOf([.. world.Model.Records.Where(r => !r.Present)]);
        world.Clock.Advance(60);
        world.Put(record.Store, record.Name, record.Project, record.Category, record.Participants, record.Collected);
        return $"{record} restored";
    }
}

/// <summary>Somebody replaces a record's content.</summary>
internal sealed class ContentReplaced : SimEvent
{
    public override int Weight => 4;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Present.Any();

    public override string? Happen(SimWorld world)
    {
        var (now, model) = (world.Clock.Now, world.Model);
        var due = model.Present.Where(r => model.IsDue(r, now)).ToList();
        var record = world.Random.OneOf(due.Count > 0 ? due : [.. model.Present]);
        world.Put(record.Store, record.Name, record.Project, record.Category, record.Participants, record.Collected);
        return $"{record} replaced";
    }
}

/// <summary>Somebody deletes a record by hand.</summary>
internal sealed class RecordTakenAway : SimEvent
{
    public override int Weight => 3;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Present.Any();

    public override string? Happen(SimWorld world)
    {
        var record = world.Aim([.. world.Model.Present], (one, due) => one == due);
        world.TakeAway(record);
        return $"{record} taken away";
    }
}

/// <summary>A file that fits no template, or is of a project that nobody registered.</summary>
internal sealed class StrayData : SimEvent
{
    public override int Weight => 3;

    public override string? Happen(SimWorld world)
    {
        var number = world.Model.Records.Count;
        return world.Random.Percent(50)
            ? $"stray data {world.Put("interviews", $"loose-file-{number}", null, null, [], world.Today)}"
            : $"stray data {world.Put("interviews", $"unregistered/recording/P1/{number}", "unregistered", "recording", ["P1"], world.Today)}";
    }
}
