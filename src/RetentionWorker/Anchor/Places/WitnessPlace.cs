using System.Globalization;
using System.Net;
using System.Text;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Anchor.Places;

/// <summary>
/// A witness (c2sp.org/tlog-witness): it remembers the last checkpoint that it signed, and signs another one only where that is shown to be its beginning. What it signs is kept below the
/// checkpoint (c2sp.org/tlog-cosignature, v1), with the witness's own time.
/// </summary>
/// <param name="name">The place's name.</param>
/// <param name="address">Where <c>add-checkpoint</c> is below.</param>
/// <param name="key">Whose cosignature is taken; any other is none.</param>
/// <param name="verifier">Checks it.</param>
/// <param name="lastSize">The size that this place is known to have signed last, 0 for none.</param>
internal sealed class WitnessPlace(string name, Uri address, VerifierKey key, INoteVerifier verifier, Func<long> lastSize) : IAnchorPlace
{
    private const string SizeType = "text/x.tlog.size";

    public string Name => name;

    public string Kind => AnchorKinds.Witness;

    /// <summary>A witness shows nothing to whoever asks.</summary>
    public byte[]? Latest(string origin, CancellationToken ct) => null;

    public async Task<AnchorReceipt> TakeAsync(LogCheckpoint checkpoint, CancellationToken ct)
    {
        var from = Math.Min(lastSize(), checkpoint.Size);
        using var client = Outside.Client();
        var (code, answer, size) = await AskAsync(client, checkpoint, from, ct);
        if (code == HttpStatusCode.Conflict && size is { } known)
        {
            // It signed another size than we remember: an answer of it was lost, or the log is not what it was.
            if (known > checkpoint.Size)
                throw new AnchorFault(RefusedAnchor.Ahead);
            (code, answer, _) = await AskAsync(client, checkpoint, known, ct);
        }
        if (code == HttpStatusCode.UnprocessableEntity || code == HttpStatusCode.Conflict)
            throw new AnchorFault(RefusedAnchor.OtherHistory);
        if (code != HttpStatusCode.OK)
            throw new AnchorFault(AnchorCodes.Refused);
        return new AnchorReceipt(Vouched(checkpoint.Note, answer), null);
    }

    private async Task<(HttpStatusCode Code, byte[] Answer, long? Size)> AskAsync(HttpClient client, LogCheckpoint checkpoint, long from, CancellationToken ct)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {from}\n");
        foreach (var hash in checkpoint.Consistency(from))
            head.Append(Convert.ToBase64String(hash)).Append('\n');
        head.Append('\n');
        using var body = new ByteArrayContent([.. Encoding.ASCII.GetBytes(head.ToString()), .. checkpoint.Note]);
        return await Outside.AskAsync(async token =>
        {
            using var reply = await client.PostAsync(new Uri(address.AbsoluteUri.TrimEnd('/') + "/add-checkpoint"), body, token);
            var bytes = await Outside.ReadAsync(reply, token);
            long? size = reply.Content.Headers.ContentType?.MediaType == SizeType && long.TryParse(Encoding.ASCII.GetString(bytes).TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            return (reply.StatusCode, bytes, size);
        }, ct);
    }

    /// <summary>The note with the witness's line below it.</summary>
    private byte[] Vouched(byte[] note, byte[] lines)
    {
        try
        {
            byte[] all = [.. note, .. lines];
            return SignedNote.Parse(all).SignersAmong([key], verifier).Count == 1 ? all : throw new AnchorFault(AnchorCodes.NotVouched);
        }
        catch (FormatException fault)
        {
            throw new AnchorFault(AnchorCodes.NotVouched, fault);
        }
    }
}
