using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>
/// A guard that is closed: behind it nothing is erased. <paramref name="Store"/> is null where it concerns everything; <paramref name="Expected"/> and
/// <paramref name="Found"/> are the numbers that closed it, where it was numbers.
/// </summary>
internal sealed record ClosedGuard(string Guard, StoreName? Store, string Code, Instant Since, string Actor, long? Expected = null, long? Found = null);

/// <summary>Which guards are closed, since when and why; kept, so that a restart opens none and each change is said once.</summary>
internal interface IGuardBook
{
    /// <summary>All that are closed, the oldest first.</summary>
    IReadOnlyList<ClosedGuard> Closed();

    ClosedGuard? Find(string guard, StoreName? store = null);

    /// <summary>
    /// Closes it, and tells whoever is erasing. False where it is closed for the same code already: then the first moment stands, and only the
    /// numbers are those of now.
    /// </summary>
    bool Close(ClosedGuard guard);

    /// <summary>Opens it; false where it was open.</summary>
    bool Open(string guard, StoreName? store = null);
}
