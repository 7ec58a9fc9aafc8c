using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Discover;

/// <summary>What is settled when a store is listed of which nothing is known: by which template its names are read, and that they are not another store's.</summary>
internal static class FirstListing
{
    /// <summary>Has the store's names read by its configured template, where nothing is known of it that another one told; true where nothing is known.</summary>
    public static bool Settle(ICatalogue catalogue, ConfiguredStore store)
    {
        using (var session = catalogue.Read())
        {
            var nothing = !session.Stores.WasListed(store.Name);
            if (session.Stores.Find(store.Name)?.Template is { } template && (template == store.Template.Text || !nothing))
                return nothing;
        }
        using var uow = catalogue.Begin();
        var isNew = !uow.Stores.WasListed(store.Name);
        if (isNew || uow.Stores.Find(store.Name) is { Template: null })
            uow.Stores.ReadBy(store.Name, store.Template.Text);
        uow.Commit();
        return isNew;
    }

    /// <summary>
    /// Throws a <see cref="StoreFault"/> where the page shows a record that is known, by name, size and time of change, as present in a store that was adopted and is not configured any more: the
    /// same place under another name. Holds over its records, and the log, know them by the name that the store had.
    /// </summary>
    public static void RefuseKnown(ICatalogue catalogue, StoreName store, IReadOnlySet<StoreName> configured, IReadOnlyList<DiscoveredItem> page)
    {
        using var session = catalogue.Read();
        var gone = session.Stores.List().Select(s => s.Name).Where(s => !configured.Contains(s)).ToList();
        if (gone.Count == 0)
            return;
        foreach (var found in page.OfType<DiscoveredItem.Found>())
        {
            var twin = gone.Find(s => session.Records.Find(new RecordAddress(s, found.Name)) is { State: RecordState.Present } known && known.Size == found.Size && known.ModifiedAt.ToUnixTimeTicks() == found.ModifiedAt.ToUnixTimeTicks());
            if (twin == default)
                continue;
            throw new StoreFault(
                StoreFaultKind.Suspect, "known-by-another-name",
                $"What lies in store '{store}' is known as store '{twin}', which is not configured any more: nothing of it is listed or erased. A store keeps its name, for holds and the audit log know it by that: configure it as '{twin}' again, and give it its own identity back.");
        }
    }
}
