namespace RetentionWorker.Stores;

/// <summary>What kind of fault a store showed, for those who decide whether to try again.</summary>
internal enum StoreFaultKind
{
    /// <summary>May pass by itself: a reset connection, a 5xx, a time-out.</summary>
    Transient,
    /// <summary>The store asks for less: 429 or 503, with its Retry-After where it gave one.</summary>
    Throttled,
    /// <summary>Not reachable, or not answering in time, after all tries.</summary>
    Unavailable,
    /// <summary>Not the store that was adopted: root missing, container gone, marker absent or of another store. Nothing is erased.</summary>
    Suspect,
    /// <summary>Credentials or permissions do not suffice.</summary>
    Denied,
    /// <summary>The answer made no sense: a truncated page, a repeated page marker.</summary>
    Garbled,
}

/// <summary>A fault of a store. The message and the code hold no names of records.</summary>
internal sealed class StoreFault(StoreFaultKind kind, string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreFaultKind Kind { get; } = kind;

    /// <summary>A short stable word for logs and entries: <c>EIO</c>, <c>ContainerNotFound</c>, <c>marker-missing</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The numbers that speak for it, where it is numbers.</summary>
    public (long Expected, long Found)? Numbers { get; init; }

    /// <summary>How long the store asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
