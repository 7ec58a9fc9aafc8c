using RetentionWorker.Catalogue;
using RetentionWorker.Register;
using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Events;

/// <summary>Somebody throws the stop switch, with the command or by making the file; it stays for days, or until the next hour.</summary>
internal sealed class StopThrown : SimEvent
{
    public override int Weight => 4;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => !world.Model.Stopped;

    public override string? Happen(SimWorld world)
    {
        world.Log.Read();
        // The command waits for what is in flight, in minutes that nobody simulates; the file waits for nobody.
        var byCommand = world.Watch is null && world.Log.OpenIntents == 0 && world.Random.Percent(50);
        if (byCommand)
            world.Life.Room<StopDesk>().StopAsync("audit", CancellationToken.None).GetAwaiter().GetResult();
        else
            world.Life.Room<ICatalogue>().StopSwitch.Throw();
        world.Model.Stopped = true;
        return $"stopped {(byCommand ? "by command" : "by file")}";
    }
}

/// <summary>Erasing may go on.</summary>
internal sealed class StopTakenBack : SimEvent
{
    public override int Weight => 16;

    public override bool CanHappen(SimWorld world) => world.Model.Stopped;

    public override string? Happen(SimWorld world)
    {
        Start(world);
        return "started again";
    }

    public static void Start(SimWorld world)
    {
        world.Life.Room<StopDesk>().Start();
        world.Model.Stopped = false;
    }
}
