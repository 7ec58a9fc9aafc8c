namespace RetentionWorker.Races.Order;

/// <summary>Whoever acts in a race: a process of the program, or a person at a command. A dead one does nothing more.</summary>
internal sealed class Party(string name)
{
    public string Name => name;

    public bool Dead { get; set; }
}

/// <summary>A step by step part of what an party does; between two points it runs undisturbed.</summary>
internal sealed class Strand(int id, Party party, Action work, bool isDelay)
{
    public int Id => id;

    public Party Party => party;

    public Action Work => work;

    /// <summary>A delay may end at any moment; where nobody decides otherwise, only when nobody else can go on.</summary>
    public bool IsDelay => isDelay;

    public bool Started { get; set; }

    /// <summary>What it is about to do.</summary>
    public string At { get; set; } = "begin";

    /// <summary>What it waits for, or null.</summary>
    public Func<bool>? Until { get; set; }

    public AutoResetEvent Go { get; } = new(initialState: false);

    /// <summary>The step at which it last asked the gate whether a destructive call may begin.</summary>
    public long AskedAt { get; set; }

    public bool Able => Until is null || Until();
}

/// <summary>Ends what is left of a schedule that has failed.</summary>
internal sealed class AbandonedException() : Exception("The schedule is over.");

/// <summary>Stands for <c>kill -9</c>: nothing that a process has in memory outlives it.</summary>
internal sealed class KilledException() : Exception("Killed.");
