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
    /// Throws a <see cref="StoreFault"/> where the store's names are read by another template by now: somebody approved one while it was listed, and what was read by the
    /// one before may be other people's. In the unit of work in which what was read is noted.
    /// </summary>
    public static void RefuseReread(IReadSession session, ConfiguredStore store)
    {
        if (session.Stores.Find(store.Name)?.Template is { } template && template != store.Template.Text)
        {
            throw new StoreFault(
                StoreFaultKind.Suspect, "template-changed",
                $"The names of store '{store.Name}' came to be read by another template while it was listed: nothing more of it is noted. Start the program again with the template that was agreed to.");
        }
    }

    /// <summary>
    /// Throws a <see cref="StoreFault"/> where the store shows a record that is known, by name, size and time of change, as present in a store that was adopted and is not configured any more: the
    /// same place under another name. Holds over its records, and the log, know them by the name that the store had.
    /// </summary>
    /// <remarks>Listed once more for it, and wholly, before anything of it is noted: what was new there may come first.</remarks>
    public static async Task RefuseKnownAsync(ICatalogue catalogue, ConfiguredStore store, IReadOnlySet<StoreName> configured, CancellationToken ct)
    {
        var gone = Gone(catalogue, configured);
        if (gone.Count == 0)
            return;
        await foreach (var page in store.Reader.DiscoverAsync(ct).WithCancellation(ct))
            RefuseKnown(catalogue, store.Name, gone, page);
    }

    private static List<StoreName> Gone(ICatalogue catalogue, IReadOnlySet<StoreName> configured)
    {
        using var session = catalogue.Read();
        return [.. session.Stores.List().Select(s => s.Name).Where(s => !configured.Contains(s))];
    }

    private static void RefuseKnown(ICatalogue catalogue, StoreName store, List<StoreName> gone, IReadOnlyList<DiscoveredItem> page)
    {
        using var session = catalogue.Read();
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
