namespace Retention.Domain.Guards;

/// <summary>
/// What the register should hold by the count that was kept with every fact, and what it holds. Projects are never removed, and a hold ends by its
/// release: less than the count says is a loss, of which nobody knows how much it takes with it.
/// </summary>
/// <param name="ProjectsKept">Projects ever added.</param>
/// <param name="Projects">Projects that are there.</param>
/// <param name="HoldsKept">Holds placed and not released.</param>
/// <param name="Holds">Holds in force that are there.</param>
public sealed record RegisterCounts(long ProjectsKept, long Projects, long HoldsKept, long Holds)
{
    /// <summary>No project is left of some.</summary>
    public const string Empty = "register-empty";

    /// <summary>Some projects are gone.</summary>
    public const string Shrunk = "register-shrunk";

    /// <summary>Some holds are gone without a release.</summary>
    public const string HoldsShrunk = "holds-shrunk";

    /// <summary>What is wrong with it (the gravest), with the number that was expected and the one that was found; null where nothing is.</summary>
    public (string Code, long Expected, long Found)? Loss =>
        Holds < HoldsKept ? (HoldsShrunk, HoldsKept, Holds)
        : Projects < ProjectsKept ? (Projects == 0 ? Empty : Shrunk, ProjectsKept, Projects)
        : null;
}
