using RetentionWorker.Register;
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

/// <summary>Somebody tidies up: several records of one store go at once, or a disk of it is not there any more.</summary>
internal sealed class RecordsTidiedAway : SimEvent
{
    public override int Weight => 3;

    public override bool CanHappen(SimWorld world) => world.Model.Present.Any();

    public override string? Happen(SimWorld world)
    {
        var store = world.Random.OneOf(world.Stores).Name;
        var there = world.Model.Present.Where(r => r.Store == store).ToList();
        var gone = 0;
        foreach (var record in there.Take(world.Random.Between(2, Math.Max(2, there.Count / world.Random.OneOf([2, 10, 30])))))
        {
            world.TakeAway(record);
            gone++;
        }
        return gone == 0 ? null : $"{gone} of {there.Count} records of {store} tidied away";
    }
}

/// <summary>A person looks after a store whose listing was not believed, and takes it as it is.</summary>
internal sealed class StoreTakenAsItIs : SimEvent
{
    public override int Weight => 60;

    public override bool CanHappen(SimWorld world) => world.Knowledge.Shrunk.Count > 0 && world.Stores.All(s => s.IsSound);

    public override string? Happen(SimWorld world)
    {
        var store = world.Random.OneOf([.. world.Knowledge.Shrunk.Order(StringComparer.Ordinal)]);
        Confirm(world, store);
        return $"{store} taken as it is";
    }

    public static void Confirm(SimWorld world, string name)
    {
        var store = world.StoreNamed(name);
        if (!world.Recorded(world.Life.Room<StoreDesk>().AdoptAsync(store.Fake.Store, null, CancellationToken.None).GetAwaiter().GetResult(), out _))
            throw new InvalidOperationException("A person can take a store as it is.");
        world.Knowledge.Confirm(name, [.. world.Model.Present.Where(r => r.Store == name)]);
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
