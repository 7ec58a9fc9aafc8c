namespace Retention.Domain.Guards;

/// <summary>Whether a store still holds what it held.</summary>
public static class Inventory
{
    private const int PercentAtLeast = 95;
    private const int ManyMissing = 20;
    private const int SomeMissing = 5;

    /// <summary>
    /// Whether a complete listing that found so many records is to be doubted. <paramref name="expected"/> is what the last one found, less what was
    /// erased since. Doubted is less than 95 % of it (exactly 95 % is not) where 20 or more are missing; or where 5 or more are, and more than half. In a
    /// small store a few records more or less are somebody's tidying up, and not a disk that was not mounted; an empty one is another guard's.
    /// </summary>
    public static bool IsSuspect(long expected, long found)
    {
        var missing = expected - found;
        return (Int128)found * 100 < (Int128)expected * PercentAtLeast
            && (missing >= ManyMissing || (missing >= SomeMissing && missing > found));
    }
}
