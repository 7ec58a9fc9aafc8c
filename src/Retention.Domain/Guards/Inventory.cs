namespace Retention.Domain.Guards;

/// <summary>Whether a store still holds what it held.</summary>
public static class Inventory
{
    private const int PercentAtLeast = 95;
    private const int MissingAtLeast = 2;

    /// <summary>
    /// Whether a complete listing that found so many records is to be doubted. <paramref name="expected"/> is what the last one found, less what was
    /// erased since. Doubted is less than 95 % of it (exactly 95 % is not), in a store of any size; but one record alone that is missing is everyday
    /// work by hand and no disk that was not mounted. An empty store is another guard's.
    /// </summary>
    public static bool IsSuspect(long expected, long found) =>
        expected - found >= MissingAtLeast && (Int128)found * 100 < (Int128)expected * PercentAtLeast;
}
