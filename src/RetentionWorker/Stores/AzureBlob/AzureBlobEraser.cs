using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// Deletes blobs, each only at the planned ETag and with its snapshots. It asks once: trying again is a wrapper's, and whether a record
/// is gone is the verification's word.
/// </summary>
internal sealed class AzureBlobEraser(
    StoreName store, BlobContainerClient container, BlobCalls calls, BlobListing listing, IStoreIdentity identity, BlobResidue residue, int parallelism, TimeProvider time) : IRecordEraser
{
    /// <summary>How long a request in flight may go on after a stop: cutting it off would turn a deletion that succeeds into a doubt.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(500);

    public async Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct)
    {
        if (orders.Any(order => order.Record.Address.Store != store))
            throw new ArgumentException("An order for another store.", nameof(orders));
        if (orders.Count == 0)
            return [];
        try
        {
            var before = await AzureBlobIdentity.RequireAsync(identity, ct);
            if (orders.Any(order => order.StoreIdentity != before))
                throw new StoreFault(StoreFaultKind.Suspect, "marker-differs", "The container is not the one that the plan was made for.");
            var ofContainer = await residue.OfContainerAsync(ct);
            return await EraseAsync(orders, new BlobBatch(gate, ct), before, ofContainer, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return [.. orders.Select(order => new ErasureOutcome.Kept(order, KeptReason.Stopping))];
        }
    }

    private async Task<IReadOnlyList<ErasureOutcome>> EraseAsync(
        IReadOnlyList<ErasureOrder> orders, BlobBatch batch, string before, IReadOnlyList<Residue> ofContainer, CancellationToken ct)
    {
        using var flight = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var stop = ct.Register(() => flight.CancelAfter(StopGrace));
        var outcomes = new ErasureOutcome[orders.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, orders.Count),
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = CancellationToken.None },
            async (i, _) => outcomes[i] = await EraseOneAsync(orders[i], batch, ofContainer, flight.Token));
        if (!outcomes.Any(outcome => outcome is ErasureOutcome.AlreadyAbsent))
            return outcomes;
        var doubt = await DoubtOfIdentityAsync(before, flight.Token);
        return doubt is null ? outcomes : [.. outcomes.Select(outcome => outcome is ErasureOutcome.AlreadyAbsent ? doubt(outcome.Order) : outcome)];
    }

    private async Task<ErasureOutcome> EraseOneAsync(ErasureOrder order, BlobBatch batch, IReadOnlyList<Residue> ofContainer, CancellationToken flight)
    {
        if (BlobAddress.Blob(container, order.Record.Address.Name) is not { } blob)
            return new ErasureOutcome.Refused(order, BlobAddress.NotAddressable);
        // An empty ETag, or "*", would ask for whatever is there now.
        if (order.Record.Version.Value is "" or "*")
            return new ErasureOutcome.Refused(order, "no-etag");
        try
        {
            return await DeleteAsync(order, blob, DeleteSnapshotsOption.None, 1, batch, ofContainer, flight);
        }
        catch (StoreFault fault) when (BlobReply.HasSnapshots(fault))
        {
            return await DeleteWithSnapshotsAsync(order, blob, batch, ofContainer, flight);
        }
        catch (StoreFault fault)
        {
            return await ReadAsync(order, blob, fault, batch, flight);
        }
        catch (OperationCanceledException)
        {
            return new ErasureOutcome.Failed(order, "stopped");
        }
    }

    /// <summary>The service deletes snapshots only with their blob and does not say how many: they are counted first.</summary>
    private async Task<ErasureOutcome> DeleteWithSnapshotsAsync(ErasureOrder order, BlobClient blob, BlobBatch batch, IReadOnlyList<Residue> ofContainer, CancellationToken flight)
    {
        int snapshots;
        try
        {
            snapshots = (await listing.ExactAsync(blob.Name, BlobStates.Snapshots, flight)).Count(item => BlobItemReading.Kind(item) == BlobItemKind.Snapshot);
        }
        catch (StoreFault fault)
        {
            return BlobReply.Failed(order, fault, untouched: true);
        }
        catch (OperationCanceledException)
        {
            return new ErasureOutcome.Kept(order, KeptReason.Stopping);
        }
        try
        {
            return await DeleteAsync(order, blob, DeleteSnapshotsOption.IncludeSnapshots, 1 + snapshots, batch, ofContainer, flight);
        }
        catch (StoreFault fault)
        {
            return await ReadAsync(order, blob, fault, batch, flight);
        }
        catch (OperationCanceledException)
        {
            return new ErasureOutcome.Failed(order, "stopped");
        }
    }

    private async Task<ErasureOutcome> DeleteAsync(
        ErasureOrder order, BlobClient blob, DeleteSnapshotsOption snapshots, int copies, BlobBatch batch, IReadOnlyList<Residue> ofContainer, CancellationToken flight)
    {
        if (batch.Closed() is { } reason)
            return new ErasureOutcome.Kept(order, reason);
        // With quotes, as the protocol has it: the client sends the text as it is.
        var planned = new BlobRequestConditions { IfMatch = new ETag($"\"{order.Record.Version.Value}\"") };
        var reply = await calls.CallAsync(token => blob.DeleteAsync(snapshots, planned, token), flight);
        return new ErasureOutcome.Erased(order, ErasureMethod.Deleted, copies, residue.Of(reply, ofContainer));
    }

    /// <summary>"Not found" counts only in the container that was meant. Null where it is that one still.</summary>
    private async Task<Func<ErasureOrder, ErasureOutcome>?> DoubtOfIdentityAsync(string before, CancellationToken flight)
    {
        try
        {
            await AzureBlobIdentity.RequireSameAsync(identity, before, flight);
            return null;
        }
        catch (StoreFault fault) when (fault.Kind == StoreFaultKind.Suspect)
        {
            return order => new ErasureOutcome.Kept(order, KeptReason.StoreSuspect);
        }
        catch (StoreFault fault)
        {
            return order => BlobReply.Failed(order, fault, untouched: true);
        }
        catch (OperationCanceledException)
        {
            return order => new ErasureOutcome.Failed(order, "stopped") { Untouched = true };
        }
    }

    private async Task<ErasureOutcome> ReadAsync(ErasureOrder order, BlobClient blob, StoreFault fault, BlobBatch batch, CancellationToken flight)
    {
        if (BlobReply.IsAnotherVersion(fault))
            return await ChangedOrAbsentAsync(order, blob, flight);
        var outcome = BlobReply.Outcome(order, fault);
        if (outcome is ErasureOutcome.Kept { Reason: KeptReason.StoreSuspect })
            batch.Close(KeptReason.StoreSuspect);
        return outcome;
    }

    /// <summary>The service answers "condition not met" for a blob of another version and for no blob at all alike: a listing tells them apart.</summary>
    private async Task<ErasureOutcome> ChangedOrAbsentAsync(ErasureOrder order, BlobClient blob, CancellationToken flight)
    {
        try
        {
            var current = (await listing.ExactAsync(blob.Name, BlobStates.None, flight)).Exists(item => BlobItemReading.Kind(item) == BlobItemKind.Current);
            return current ? new ErasureOutcome.Kept(order, KeptReason.Changed) : new ErasureOutcome.AlreadyAbsent(order);
        }
        catch (StoreFault fault) when (fault.Kind == StoreFaultKind.Suspect)
        {
            return new ErasureOutcome.Kept(order, KeptReason.StoreSuspect);
        }
        catch (StoreFault fault)
        {
            return BlobReply.Failed(order, fault, untouched: true);
        }
        catch (OperationCanceledException)
        {
            return new ErasureOutcome.Failed(order, "stopped") { Untouched = true };
        }
    }
}
