using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>A closed guard as shown: behind it nothing is erased. <paramref name="Store"/> is null where it concerns everything.</summary>
internal sealed record GuardLine(string Guard, StoreName? Store, string Code, Instant Since, long? Expected, long? Found)
{
    public static GuardLine Of(ClosedGuard guard) => new(guard.Guard, guard.Store, guard.Code, guard.Since, guard.Expected, guard.Found);

    /// <summary>What a person needs to know of it in one line.</summary>
    public string InWords =>
        $"guard {Guard}{(Store is { } store ? $" of store {store}" : "")} is closed since {NodaTime.Text.InstantPattern.General.Format(Since)}: {Code}"
        + (Expected is { } expected ? $", {Found} where {expected} were expected" : "") + "; nothing is erased behind it";
}
