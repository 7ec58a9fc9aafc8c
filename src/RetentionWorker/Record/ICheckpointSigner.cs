namespace RetentionWorker.Record;

/// <summary>Signs the head of the audit log. Never asked of a service: a hold must be placeable while a vault is down.</summary>
internal interface ICheckpointSigner
{
    /// <summary>
    /// What others check the signatures by (a vkey), or null where nothing is signed. <paramref name="onLog"/> is the key that the log names last, or null where it names
    /// none: only then a key is made. Throws <see cref="LogKeyFault"/> where there is none although the log names one.
    /// </summary>
    string? VKeyAfter(string? onLog);

    /// <summary>The signed checkpoint (c2sp.org/tlog-checkpoint) over a tree of that size and root.</summary>
    byte[] Sign(long size, byte[] root);
}
