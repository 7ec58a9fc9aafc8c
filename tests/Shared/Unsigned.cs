using RetentionWorker.Record;

namespace RetentionWorker.Tests.Shared;

/// <summary>Signs nothing: for beds in which the log is written a million times and nobody asks who signed it.</summary>
internal sealed class Unsigned : ICheckpointSigner
{
    public static readonly Unsigned Instance = new();

    public string? VKeyAfter(string? onLog) => null;

    public byte[] Sign(string vkey, long size, byte[] root) => throw new InvalidOperationException("Nothing is signed here.");

    public KeySuccession Succeed(string onLog, long seq, IReadOnlyCollection<string> before) => throw new InvalidOperationException("Nothing is signed here.");
}
