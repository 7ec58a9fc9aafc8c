using Azure;
using Azure.Storage.Blobs.Models;
using NodaTime;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// What may come back after a blob was deleted: as declared, as the account's settings say, as a reply says, as a listing shows. Each
/// source can only add; none can take back what another says. Dates are UTC.
/// </summary>
internal sealed class BlobResidue(DeclaredResidue declared, BlobSettings settings, IClock clock)
{
    private const int UncommittedDays = 8;

    /// <summary>What every deletion in this container leaves.</summary>
    public async Task<IReadOnlyList<Residue>> OfContainerAsync(CancellationToken ct)
    {
        var residue = new List<Residue>();
        if (declared.Versioning)
            residue.Add(new Residue(ResidueKind.Version, null));
        if (Math.Max(declared.SoftDeleteDays, await settings.SoftDeleteDaysAsync(ct)) is > 0 and var days)
            residue.Add(new Residue(ResidueKind.SoftDeleted, In(days)));
        return residue;
    }

    /// <summary>Adds what the reply to a deletion says: one that was not permanent left a copy, whatever was declared.</summary>
    public static IReadOnlyList<Residue> Of(Response deleted, IReadOnlyList<Residue> ofContainer)
    {
        var residue = new List<Residue>(ofContainer);
        if (deleted.Headers.TryGetValue("x-ms-version-id", out var version) && version.Length > 0)
            residue.Add(new Residue(ResidueKind.Version, null));
        var permanent = !deleted.Headers.TryGetValue("x-ms-delete-type-permanent", out var said) || !said.Equals("false", StringComparison.OrdinalIgnoreCase);
        if (!permanent && residue.Count == 0)
            residue.Add(new Residue(ResidueKind.SoftDeleted, null));
        return Merged(residue);
    }

    /// <summary>A copy that a listing shows.</summary>
    public Residue Of(BlobItem copy) => BlobItemReading.Kind(copy) switch
    {
        BlobItemKind.SoftDeleted => new Residue(ResidueKind.SoftDeleted, copy.Properties.RemainingRetentionDays is { } days ? In(days + 1) : null),
        BlobItemKind.Snapshot => new Residue(ResidueKind.Snapshot, null),
        BlobItemKind.Version => new Residue(ResidueKind.Version, null),
        _ => new Residue(ResidueKind.Undeclared, In(UncommittedDays)),
    };

    /// <summary>One per kind: the latest date, and no date where any has none.</summary>
    public static IReadOnlyList<Residue> Merged(IEnumerable<Residue> residue) =>
        [.. residue.GroupBy(r => r.Kind).Select(same => new Residue(same.Key, same.Any(r => r.Until is null) ? null : same.Max(r => r.Until))).OrderBy(r => r.Kind)];

    private LocalDate In(int days) => clock.GetCurrentInstant().InUtc().Date.PlusDays(days);
}
