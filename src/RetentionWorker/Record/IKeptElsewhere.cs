namespace RetentionWorker.Record;

/// <summary>A signed checkpoint of the log that was kept. <paramref name="By"/> is the name of a configured place, or of a file.</summary>
internal sealed record KeptNote(string By, byte[] Note);

/// <summary>Checkpoints of this log that places outside hold, and show to whoever asks.</summary>
internal interface IKeptElsewhere
{
    /// <summary>The latest one of each place that can be asked; a place that is away is passed over: that its last one grows old tells of it. <paramref name="origin"/> is the log's name.</summary>
    IReadOnlyList<KeptNote> Read(string origin, CancellationToken ct);
}

/// <summary>There are no such places.</summary>
internal sealed class NothingKeptElsewhere : IKeptElsewhere
{
    public static readonly NothingKeptElsewhere Instance = new();

    public IReadOnlyList<KeptNote> Read(string origin, CancellationToken ct) => [];
}
