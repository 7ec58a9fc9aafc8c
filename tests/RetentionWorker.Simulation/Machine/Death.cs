namespace RetentionWorker.Simulation.Machine;

/// <summary>Stands for <c>kill -9</c>: nothing that is in memory outlives it.</summary>
internal sealed class KilledException(string where) : Exception("Killed at " + where)
{
    public string Where { get; } = where;
}

/// <summary>Kills one process of the simulation at the n-th point that it meets; a dead process does nothing more.</summary>
internal sealed class Death
{
    private int left;
    private bool spared;

    public bool Dead { get; private set; }

    /// <summary>How many points were met since it was armed or disarmed.</summary>
    public int Met { get; private set; }

    /// <summary>Zero disarms it.</summary>
    public void Arm(int afterPoints) => (left, Met) = (afterPoints, 0);

    /// <summary>What somebody else's process does meanwhile: it is not this one that dies of it.</summary>
    public void Spare(Action work)
    {
        spared = true;
        try
        {
            work();
        }
        finally
        {
            spared = false;
        }
    }

    public void Meet(string where)
    {
        if (spared)
            return;
        if (Dead)
            throw new KilledException(where);
        Met++;
        if (left == 0 || --left > 0)
            return;
        Dead = true;
        throw new KilledException(where);
    }
}
