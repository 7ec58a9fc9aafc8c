namespace RetentionWorker.Anchor;

/// <summary>What a place gave back for a checkpoint.</summary>
/// <param name="Note">The note as the place has it: with its own line below where it signs.</param>
/// <param name="Evidence">What else it gave back (a time stamp's token), or null.</param>
internal sealed record AnchorReceipt(byte[] Note, byte[]? Evidence);

/// <summary>A place outside, beyond whoever administers this machine, that keeps checkpoints of the log, or vouches for them. Never given an entry.</summary>
internal interface IAnchorPlace
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>What kind of place it is: a word of <see cref="AnchorKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Returns when the place has taken the checkpoint, whatever it held before; throws <see cref="AnchorFault"/> where it did not.</summary>
    Task<AnchorReceipt> TakeAsync(LogCheckpoint checkpoint, CancellationToken ct);

    /// <summary>
    /// The latest checkpoint of the log with this origin that the place can show; null where it has none, or shows nothing. Throws <see cref="AnchorFault"/> where it cannot be asked.
    /// </summary>
    byte[]? Latest(string origin, CancellationToken ct);
}

/// <summary>A signed checkpoint of this log, on its way out.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">How many entries it covers.</param>
/// <param name="Root">The root over them.</param>
/// <param name="Note">The note as it was signed.</param>
/// <param name="Consistency">The hashes that show the checkpoint of an older size to be its beginning (RFC 6962, 2.1.2).</param>
internal sealed record LogCheckpoint(string Origin, long Size, byte[] Root, byte[] Note, Func<long, IReadOnlyList<byte[]>> Consistency);

/// <summary>A place did not take a checkpoint, or cannot be asked. <see cref="Code"/> is a stable word: addresses and answers may hold secrets and stay out of it.</summary>
internal sealed class AnchorFault(string code, Exception? inner = null) : Exception($"The place did not take the checkpoint: {code}.", inner)
{
    public string Code { get; } = code;
}

/// <summary>The kinds of places.</summary>
internal static class AnchorKinds
{
    public const string Directory = "directory";
    public const string AzureBlob = "azureBlob";
    public const string TimeStamp = "timeStamp";
    public const string Mail = "mail";
    public const string Witness = "witness";

    public static IReadOnlyList<string> All { get; } = [Directory, AzureBlob, TimeStamp, Mail, Witness];
}
