namespace RetentionWorker.Stores;

/// <summary>
/// A listing page by page, for stores that list over a network: a page is asked for again without starting anew. Throws
/// <see cref="StoreFault"/> like every read, and <see cref="OperationCanceledException"/> where it was asked to stop.
/// </summary>
internal interface IRecordPages
{
    /// <summary>The page that the marker of the page before leads to; the first one for null.</summary>
    Task<RecordPage> PageAsync(string? marker, CancellationToken ct);
}

/// <summary>One page. <paramref name="Next"/> leads to the following page and is null on the last; <paramref name="First"/> tells pages apart.</summary>
internal sealed record RecordPage(IReadOnlyList<DiscoveredItem> Items, string? Next, string? First, CopiesSeen Copies);

/// <summary>What a listing saw besides records: copies that are nobody's current content. They are not erased one by one; they are residue.</summary>
internal sealed record CopiesSeen(long Snapshots, long Versions, long SoftDeleted)
{
    public static readonly CopiesSeen None = new(0, 0, 0);

    /// <summary>Whether the store answered when it was asked for such copies at all.</summary>
    public bool Asked { get; init; } = true;

    public CopiesSeen Plus(CopiesSeen other) =>
        new(Snapshots + other.Snapshots, Versions + other.Versions, SoftDeleted + other.SoftDeleted) { Asked = Asked && other.Asked };
}
