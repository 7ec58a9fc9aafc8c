using Microsoft.Extensions.Logging;
using NodaTime;

namespace RetentionWorker.Jobs;

/// <summary>
/// Every line that the daemon writes, with event ids that stay. No line takes a locator, a participant id or an exception's message.
/// </summary>
internal static partial class DaemonLog
{
    [LoggerMessage(1001, LogLevel.Information, "The daemon is ready", EventName = "ready")]
    public static partial void Ready(this ILogger log);

    [LoggerMessage(1002, LogLevel.Information, "The daemon stops", EventName = "stopping")]
    public static partial void Stopping(this ILogger log);

    [LoggerMessage(1003, LogLevel.Information, "The look '{Look}' is caught up on: its tick is {Why}", EventName = "catches-up")]
    public static partial void CatchesUp(this ILogger log, string look, string why);

    [LoggerMessage(1004, LogLevel.Information, "Ticks come from now on", EventName = "resumed")]
    public static partial void TicksResumed(this ILogger log);

    [LoggerMessage(1010, LogLevel.Information, "The look '{Look}' took {Milliseconds} ms: {Counts}; concerns: {Concerns}", EventName = "looked")]
    public static partial void Looked(this ILogger log, string look, long milliseconds, string counts, string concerns);

    [LoggerMessage(1011, LogLevel.Information, "The look '{Look}' was asked to stop", EventName = "look-stopped")]
    public static partial void LookStopped(this ILogger log, string look);

    [LoggerMessage(1012, LogLevel.Error, "The look '{Look}' failed and will be tried again: {Fault}", EventName = "look-failed")]
    public static partial void LookFailed(this ILogger log, string look, string fault, Exception exception);

    [LoggerMessage(1013, LogLevel.Warning, "A stop needs a person: {Kind} {Subject} ({Code}), {Records} records, {Step}; it must be resolved by {MustBeResolvedBy}", EventName = "escalated")]
    public static partial void Escalated(this ILogger log, string kind, string subject, string code, long records, string step, Instant mustBeResolvedBy);

    [LoggerMessage(1020, LogLevel.Critical, "The daemon cannot go on: {Fault}", EventName = "failed")]
    public static partial void LoopFailed(this ILogger log, string fault, Exception exception);

    [LoggerMessage(1030, LogLevel.Error, "The heartbeat could not be written: {Fault}", EventName = "heartbeat-failed")]
    public static partial void HeartbeatFailed(this ILogger log, string fault, Exception exception);

    [LoggerMessage(1031, LogLevel.Error, "The ticks have stopped; the service manager's watchdog is not fed", EventName = "ticks-stopped")]
    public static partial void TicksStopped(this ILogger log);
}
