using System.Security.Cryptography;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Anchor;

/// <summary>What came of giving a checkpoint to one place. <paramref name="Code"/> says why it did not take it (<see cref="AnchorCodes"/>), and is null where it did.</summary>
internal sealed record AnchorLine(string Place, string Kind, long Size, Instant At, string? Code)
{
    /// <summary>Why the checkpoint went out without a vault's line though one is configured; null where it has one, or none is wanted.</summary>
    public string? SecondFault { get; init; }

    /// <summary>The place knows the log otherwise than it is.</summary>
    public bool TellsOfLostEntries => Code is RefusedAnchor.Ahead or RefusedAnchor.OtherHistory;
}

/// <summary>
/// Gives signed checkpoints of the log to places outside. Each place for itself: one that is away keeps no other one waiting. What it came to is on the log, and in the catalogue for
/// whoever asks how old the last one is.
/// </summary>
internal sealed class Anchoring(ICatalogue catalogue, AuditLog log, IClock clock, AnchorOptions options, IReadOnlyList<IAnchorPlace> places, SecondLine? second = null)
{
    /// <summary>Whether any place is configured.</summary>
    public bool HasPlaces => places.Count > 0;

    public IReadOnlyList<string> Names => [.. places.Select(p => p.Name)];

    /// <summary>Sends to every place that has had none for as long as the configuration says.</summary>
    public Task<IReadOnlyList<AnchorLine>> SendDueAsync(string actor, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        Dictionary<string, Instant> last;
        using (var session = catalogue.Read())
            last = session.Anchors.Latest().ToDictionary(a => a.Place, a => a.At, StringComparer.Ordinal);
        return SendAsync(places.Where(p => !last.TryGetValue(p.Name, out var at) || at + options.Every <= now || at > now), actor, ct);
    }

    /// <summary>Sends now, to every place or to the one that is named.</summary>
    public Task<IReadOnlyList<AnchorLine>> SendNowAsync(string actor, string? only, CancellationToken ct) => SendAsync(places.Where(p => only is null || p.Name == only), actor, ct);

    private async Task<IReadOnlyList<AnchorLine>> SendAsync(IEnumerable<IAnchorPlace> to, string actor, CancellationToken ct)
    {
        var wanted = to.ToList();
        if (wanted.Count == 0)
            return [];
        var (checkpoint, fault) = await BeatAsync(actor, ct);
        var lines = new List<AnchorLine>();
        foreach (var place in wanted)
            lines.Add(await SendAsync(place, checkpoint, actor, ct) with { SecondFault = fault });
        return lines;
    }

    private async Task<AnchorLine> SendAsync(IAnchorPlace place, LogCheckpoint checkpoint, string actor, CancellationToken ct)
    {
        try
        {
            var receipt = await place.TakeAsync(checkpoint, ct);
            using var work = catalogue.Begin();
            var now = clock.LogNow();
            work.Anchors.Took(new TakenAnchor(place.Name, place.Kind, checkpoint.Size, receipt.Note, receipt.Evidence, now));
            log.Append(work, [new AuditEntry.Anchored(now, actor, place.Name, place.Kind, checkpoint.Size, Convert.ToHexStringLower(checkpoint.Root), DigestOf(receipt, checkpoint))]);
            work.Commit();
            return new AnchorLine(place.Name, place.Kind, checkpoint.Size, now, null);
        }
        catch (AnchorFault fault)
        {
            using var work = catalogue.Begin();
            var now = clock.GetCurrentInstant();
            work.Anchors.Refuse(new RefusedAnchor(place.Name, fault.Code, now));
            work.Commit();
            return new AnchorLine(place.Name, place.Kind, checkpoint.Size, now, fault.Code);
        }
    }

    /// <summary>Puts a sign of life on the log, so that what goes out says up to when nothing else had happened; and takes its head.</summary>
    private async Task<(LogCheckpoint Checkpoint, string? SecondFault)> BeatAsync(string actor, CancellationToken ct)
    {
        using (var work = catalogue.Begin())
        {
            log.Append(work, [new AuditEntry.LogHeartbeat(clock.LogNow(), actor)]);
            work.Commit();
        }
        var prepared = second is null ? null : await second.PrepareAsync(actor, ct);
        LogHead head;
        using (var session = catalogue.Read())
            head = session.Log.Head();
        if (head.Signed is not { } signed)
            throw new InvalidOperationException("The log is not signed.");
        var outgoing = prepared is null ? new OutgoingNote(signed.Note, null) : await prepared.SignAsync(signed.Note, ct);
        return (new LogCheckpoint(VerifierKey.Parse(signed.VKey).Name, head.Size, head.Root, outgoing.Note, older => Consistency(older, head.Size, ct)), outgoing.Fault);
    }

    private IReadOnlyList<byte[]> Consistency(long older, long size, CancellationToken ct)
    {
        using var session = catalogue.Read();
        return new ProofMaker((level, index) => LogTree.Subtree(session, level, index, ct)).Consistency(older, size);
    }

    /// <summary>What the place added to what it was given; null where it adds nothing.</summary>
    private static string? DigestOf(AnchorReceipt receipt, LogCheckpoint checkpoint) =>
        receipt.Evidence is { } evidence ? Convert.ToHexStringLower(SHA256.HashData(evidence))
        : receipt.Note.AsSpan().SequenceEqual(checkpoint.Note) ? null : Convert.ToHexStringLower(SHA256.HashData(receipt.Note));
}
