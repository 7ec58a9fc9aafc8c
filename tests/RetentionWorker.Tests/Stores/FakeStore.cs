using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

/// <summary>What a <see cref="FakeStore"/> is about to do.</summary>
internal enum FakeStoreCall
{
    Discover,
    Page,
    Verify,
    Erase,
    ReadIdentity,
    TellTime,
    WriteIdentity,
    Settle,
    Plant,
}

/// <summary>
/// A store in memory that keeps the contract of stores, and breaks it in the ways that its hooks ask for. Safe for several threads.
/// </summary>
internal sealed class FakeStore(StoreName name) : IRecordReader, IRecordEraser, IStoreIdentity, IStoreClock, IRecordPlanter
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<RecordName, Item> items = [];
    private long clock;

    private sealed record Item(string Content, RecordVersion Version, Instant ModifiedAt);

    public StoreName Store => name;

    /// <summary>The identity that stands at the place, or null.</summary>
    public string? Marker { get; set; }

    /// <summary>Every call faults as a store out of reach.</summary>
    public bool Unplugged { get; set; }

    /// <summary>It lists nothing and says nothing of it, as an empty place with the right marker would.</summary>
    public bool ListsNothing { get; set; }

    public int PageSize { get; set; } = 1000;

    /// <summary>Asked at the start of each call; may return a fault to throw, wait, or kill the process.</summary>
    public Func<FakeStoreCall, StoreFault?>? OnCall { get; set; }

    /// <summary>Called right before each removal, after the gate; may change the store, wait, or kill the process.</summary>
    public Action<ErasureOrder>? BeforeRemoval { get; set; }

    /// <summary>Called right after each removal.</summary>
    public Action<ErasureOrder>? AfterRemoval { get; set; }

    /// <summary>Answers an order instead of the store (refused, failed); null lets it through.</summary>
    public Func<ErasureOrder, ErasureOutcome?>? Answer { get; set; }

    /// <summary>Replaces the outcome after the removal: a lost reply says failed although the record is gone.</summary>
    public Func<ErasureOutcome, ErasureOutcome>? Reply { get; set; }

    /// <summary>Names that stay in spite of a removal that says it succeeded.</summary>
    public HashSet<RecordName> Undying { get; } = [];

    /// <summary>Replaces what verification saw.</summary>
    public Func<RecordName, VerificationOutcome, VerificationOutcome>? Verdict { get; set; }

    /// <summary>Places that cannot be read: listed as such, and what lies below is not listed.</summary>
    public Dictionary<RecordName, string> Unreadable { get; } = [];

    /// <summary>Residue that each erasure leaves.</summary>
    public IReadOnlyList<Residue> Residue { get; set; } = [];

    /// <summary>What the store says the time is; null where it gives none.</summary>
    public Func<ToldTime?>? Time { get; set; }

    /// <summary>Every removal that took place, in order.</summary>
    public List<RecordName> Removed { get; } = [];

    public RecordVersion Put(RecordName record, string content, Instant? modifiedAt = null)
    {
        lock (gate)
        {
            var item = new Item(content, new RecordVersion($"v{++clock}"), modifiedAt ?? Instant.FromUnixTimeSeconds(1_700_000_000 + clock));
            items[record] = item;
            return item.Version;
        }
    }

    public RecordVersion Put(string record, string content, Instant? modifiedAt = null) => Put(RecordName.FromText(record), content, modifiedAt);

    public void Remove(RecordName record)
    {
        lock (gate)
            items.Remove(record);
    }

    public string? Content(RecordName record)
    {
        lock (gate)
            return items.GetValueOrDefault(record)?.Content;
    }

    public IReadOnlyList<RecordName> Names
    {
        get
        {
            lock (gate)
                return [.. items.Keys];
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<DiscoveredItem>> DiscoverAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        Enter(FakeStoreCall.Discover, needsIdentity: true);
        ct.ThrowIfCancellationRequested();
        if (ListsNothing)
            yield break;
        List<DiscoveredItem> all;
        lock (gate)
        {
            all = [.. items.Where(item => !Unreadable.Keys.Any(place => Below(item.Key, place)))
                .Select(item => new DiscoveredItem.Found(item.Key, item.Value.Version, item.Value.Content.Length, item.Value.ModifiedAt))];
            all.AddRange(Unreadable.Select(place => new DiscoveredItem.Unreadable(place.Key, place.Value)));
        }
        foreach (var page in all.Chunk(PageSize))
        {
            ct.ThrowIfCancellationRequested();
            Enter(FakeStoreCall.Page, needsIdentity: true);
            yield return page;
        }
    }

    public async Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(IReadOnlyList<RecordName> names, CancellationToken ct)
    {
        await Task.Yield();
        Enter(FakeStoreCall.Verify, needsIdentity: true);
        ct.ThrowIfCancellationRequested();
        lock (gate)
            return [.. names.Select(Look)];
    }

    public async Task SettleAsync(CancellationToken ct)
    {
        await Task.Yield();
        Enter(FakeStoreCall.Settle, needsIdentity: true);
    }

    public async Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate erasureGate, CancellationToken ct)
    {
        await Task.Yield();
        if (orders.Any(order => order.Record.Address.Store != name))
            throw new ArgumentException("An order for another store.", nameof(orders));
        Enter(FakeStoreCall.Erase, needsIdentity: true);
        if (orders.Any(order => order.StoreIdentity != Marker))
            throw new StoreFault(StoreFaultKind.Suspect, "marker-differs", "The store is not the one that the plan was made for.");
        KeptReason? closed = null;
        var outcomes = new List<ErasureOutcome>(orders.Count);
        foreach (var order in orders)
        {
            if (ct.IsCancellationRequested)
                closed ??= KeptReason.Stopping;
            var outcome = closed is { } reason ? new ErasureOutcome.Kept(order, reason) : EraseOne(order, erasureGate, ref closed);
            outcomes.Add(Reply?.Invoke(outcome) ?? outcome);
        }
        return outcomes;
    }

    public async Task<PlantOutcome> PlantAsync(RecordName record, ReadOnlyMemory<byte> content, Instant at, string identity, CancellationToken ct)
    {
        await Task.Yield();
        Enter(FakeStoreCall.Plant, needsIdentity: true);
        if (Marker != identity)
            throw new StoreFault(StoreFaultKind.Suspect, "marker-differs", "The store is not the one that was adopted.");
        if (IsImpossible(record))
            throw new StoreFault(StoreFaultKind.Denied, "name", "No record of the store can have the name.");
        lock (gate)
        {
            if (items.ContainsKey(record))
                return PlantOutcome.Exists;
            Put(record, System.Text.Encoding.UTF8.GetString(content.Span), at);
            return PlantOutcome.Planted;
        }
    }

    public async Task<ToldTime?> TellAsync(CancellationToken ct)
    {
        await Task.Yield();
        Enter(FakeStoreCall.TellTime, needsIdentity: true);
        return Time?.Invoke();
    }

    public async Task<string?> ReadAsync(CancellationToken ct)
    {
        await Task.Yield();
        Enter(FakeStoreCall.ReadIdentity, needsIdentity: false);
        return Marker;
    }

    public async Task WriteAsync(string identity, CancellationToken ct)
    {
        await Task.Yield();
        Enter(FakeStoreCall.WriteIdentity, needsIdentity: false);
        if (Marker is not null)
            throw new StoreFault(StoreFaultKind.Suspect, "marker-exists", "The store carries an identity already.");
        Marker = identity;
    }

    /// <summary>Whether no record of this store can have the name: the same names that a folder cannot hold.</summary>
    public static bool IsImpossible(RecordName record) =>
        record.Bytes.Contains((byte)0) || record.ToString().Split('/').Any(segment => segment is "" or "." or "..");

    private ErasureOutcome EraseOne(ErasureOrder order, IErasureGate erasureGate, ref KeptReason? closed)
    {
        var record = order.Record.Address.Name;
        if (IsImpossible(record))
            return new ErasureOutcome.Refused(order, "name");
        if (Answer?.Invoke(order) is { } answer)
            return answer;
        lock (gate)
        {
            if (!items.TryGetValue(record, out var item))
                return new ErasureOutcome.AlreadyAbsent(order);
            if (item.Version != order.Record.Version)
                return new ErasureOutcome.Kept(order, KeptReason.Changed);
        }
        closed = erasureGate.Closed();
        if (closed is { } reason)
            return new ErasureOutcome.Kept(order, reason);
        BeforeRemoval?.Invoke(order);
        lock (gate)
        {
            if (!items.TryGetValue(record, out var item))
                return new ErasureOutcome.AlreadyAbsent(order);
            if (item.Version != order.Record.Version)
                return new ErasureOutcome.Kept(order, KeptReason.Changed);
            Removed.Add(record);
            if (!Undying.Contains(record))
                items.Remove(record);
        }
        AfterRemoval?.Invoke(order);
        return new ErasureOutcome.Erased(order, ErasureMethod.Deleted, 1, Residue);
    }

    private VerificationOutcome Look(RecordName record)
    {
        VerificationOutcome seen = IsImpossible(record) ? new VerificationOutcome.Unknown("name")
            : Unreadable.Keys.Any(place => Below(record, place)) ? new VerificationOutcome.Unknown("unreadable")
            : items.TryGetValue(record, out var item) ? new VerificationOutcome.Present(item.Version)
            : new VerificationOutcome.Absent("listed-absent", []);
        return Verdict?.Invoke(record, seen) ?? seen;
    }

    private void Enter(FakeStoreCall call, bool needsIdentity)
    {
        if (OnCall?.Invoke(call) is { } fault)
            throw fault;
        if (Unplugged)
            throw new StoreFault(StoreFaultKind.Suspect, "root-missing", "The store's root is missing.");
        if (needsIdentity && Marker is null)
            throw new StoreFault(StoreFaultKind.Suspect, "marker-missing", "The store carries no identity.");
    }

    private static bool Below(RecordName record, RecordName place) =>
        record.Bytes.StartsWith(place.Bytes) && (record.Bytes.Length == place.Bytes.Length || record.Bytes[place.Bytes.Length] == (byte)'/');
}
