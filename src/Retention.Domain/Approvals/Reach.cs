namespace Retention.Domain.Approvals;

/// <summary>What is taken of one store or one project: <paramref name="Taken"/> of so many that are, or were before, present.</summary>
public sealed record Share(string Subject, long Taken, long Present);

/// <summary>
/// How far a plan reaches, together with what was erased before it in the same run or window: what a limit is compared with.
/// </summary>
/// <param name="Records">How many records.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="Participants">How many different participants, each once per project.</param>
/// <param name="OfStores">By store; a store from which nothing is taken may be left out.</param>
/// <param name="OfProjects">By project, likewise.</param>
public sealed record Reach(long Records, long Bytes, long Participants, IReadOnlyList<Share> OfStores, IReadOnlyList<Share> OfProjects)
{
    /// <summary>Nothing.</summary>
    public static readonly Reach None = new(0, 0, 0, [], []);

    /// <summary>How many different projects something is taken from.</summary>
    public long Projects => OfProjects.Count(p => p.Taken > 0);
}
