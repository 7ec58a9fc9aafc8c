using Azure;
using Azure.Storage.Blobs.Models;
using NodaTime;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// What may come back after a blob was deleted, beyond what is declared (which the run adds): as the account's settings say, as a reply
/// says, as a listing shows. Each source can only add; none can take back what another says. Dates are UTC.
/// </summary>
internal sealed class BlobResidue(DeclaredResidue declared, BlobSettings settings, IClock clock)
{
    private const int UncommittedDays = 8;

    /// <summary>What every deletion in this container leaves, as the account's own settings say.</summary>
    public async Task<IReadOnlyList<Residue>> OfContainerAsync(CancellationToken ct) =>
        await settings.SoftDeleteDaysAsync(ct) is > 0 and var days ? [new Residue(ResidueKind.SoftDeleted, In(days))] : [];

    /// <summary>Adds what the reply to a deletion says: one that was not permanent left a copy, whatever was declared.</summary>
    public IReadOnlyList<Residue> Of(Response deleted, IReadOnlyList<Residue> ofContainer)
    {
        var residue = new List<Residue>(ofContainer);
        if (deleted.Headers.TryGetValue("x-ms-version-id", out var version) && version.Length > 0)
            residue.Add(new Residue(ResidueKind.Version, null));
        var permanent = !deleted.Headers.TryGetValue("x-ms-delete-type-permanent", out var said) || !said.Equals("false", StringComparison.OrdinalIgnoreCase);
        if (!permanent && residue.Count == 0 && !declared.Versioning && declared.SoftDeleteDays == 0)
            residue.Add(new Residue(ResidueKind.SoftDeleted, null));
        return Residue.Merge(residue);
    }

    /// <summary>A copy that a listing shows.</summary>
    public Residue Of(BlobItem copy) => BlobItemReading.Kind(copy) switch
    {
        BlobItemKind.SoftDeleted => new Residue(ResidueKind.SoftDeleted, copy.Properties.RemainingRetentionDays is { } days ? In(days + 1) : null),
        BlobItemKind.Snapshot => new Residue(ResidueKind.Snapshot, null),
        BlobItemKind.Version => new Residue(ResidueKind.Version, null),
        _ => new Residue(ResidueKind.Undeclared, In(UncommittedDays)),
    };

    private LocalDate In(int days) => clock.GetCurrentInstant().InUtc().Date.PlusDays(days);
}
