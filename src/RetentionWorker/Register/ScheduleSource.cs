namespace RetentionWorker.Register;

/// <summary>The configured schedule's file, or null where none is configured.</summary>
internal sealed record ScheduleSource(string? Path);
