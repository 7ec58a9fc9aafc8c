namespace RetentionWorker.Record;

/// <summary>The key that the log is signed by is not there, or cannot be read. Nothing is added to the log without it, so nothing is recorded and nothing is erased.</summary>
internal sealed class LogKeyFault(string path) : Exception(
    $"The key of the audit log, {path}, is {(File.Exists(path) ? "none" : "missing")}, and the log is signed by it: restore the file from a backup of the data directory. No other is made in its place, and without it nothing can be added to the log.");
