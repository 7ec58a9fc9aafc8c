namespace RetentionWorker.Record;

/// <summary>Signs documents that are made of the log, with the key that signs the log.</summary>
internal interface IDocumentSigner
{
    /// <summary>
    /// The signed note over one line of JSON, an object. Throws <see cref="ArgumentException"/> for anything else: whoever can have a document signed must not get a checkpoint.
    /// <paramref name="onLog"/> is the key that the log names; throws <see cref="LogKeyFault"/> where that is not the key at hand.
    /// </summary>
    byte[] SignDocument(string json, string onLog);
}
