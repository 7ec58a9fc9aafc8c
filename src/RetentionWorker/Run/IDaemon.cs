namespace RetentionWorker.Run;

/// <summary>How the daemon ended.</summary>
internal enum DaemonEnd
{
    /// <summary>It was asked to stop, and stopped.</summary>
    Stopped,
    /// <summary>Somebody pressed Ctrl+C.</summary>
    Interrupted,
    /// <summary>Another process holds the right to erase.</summary>
    AnotherErases,
    /// <summary>It could not go on.</summary>
    Failed,
}

/// <summary>The daemon of one installation, put together and ready to run.</summary>
internal interface IDaemon
{
    /// <summary>Runs until it is asked to stop. What keeps it from starting is thrown.</summary>
    Task<DaemonEnd> RunAsync(CancellationToken ct);
}
