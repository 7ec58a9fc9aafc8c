namespace RetentionWorker.Jobs;

/// <summary>The directory that holds the catalogue and what lies beside it.</summary>
internal sealed record DataDirectory(string Path);
