namespace RetentionWorker.Record;

/// <summary>Signs the head of the audit log. Never asked of a service: a hold must be placeable while a vault is down.</summary>
internal interface ICheckpointSigner
{
    /// <summary>
    /// What others check the signatures by (a vkey), or null where nothing is signed. <paramref name="onLog"/> is the key that the log names last, durably, or null where it names
    /// none: only then a key is made. Throws <see cref="LogKeyFault"/> where that key is not there.
    /// </summary>
    string? VKeyAfter(string? onLog);

    /// <summary>The checkpoint (c2sp.org/tlog-checkpoint) over a tree of that size and root, signed by that key. Throws <see cref="LogKeyFault"/> where it is not there.</summary>
    byte[] Sign(string vkey, long size, byte[] root);

    /// <summary>
    /// The key that is to take the place of the one on the log, made durable, and that one's endorsement of it for the entry at <paramref name="seq"/>. Whoever asks holds the catalogue's writing transaction.
    /// <paramref name="before"/> are all that the log had: none of them comes back. Throws <see cref="LogKeyFault"/>.
    /// </summary>
    KeySuccession Succeed(string onLog, long seq, IReadOnlyCollection<string> before);
}

/// <summary>The next key (a vkey), and the signature of the one before it over <see cref="Retention.Domain.Transparency.KeyEndorsement"/>.</summary>
internal sealed record KeySuccession(string VKey, byte[] Endorsement);
