using Microsoft.Extensions.Logging;

namespace RetentionWorker.Hosting.Control;

/// <summary>What the control socket writes into the daemon's log: verbs of a closed list, pseudonymous actors, codes.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(1040, LogLevel.Information, "'{Verb}' was answered over the control socket with {Code}, to {Actor}", EventName = "answered")]
    public static partial void Answered(this ILogger log, string verb, int code, string actor);

    [LoggerMessage(1041, LogLevel.Error, "The control socket cannot take connections for now: {Fault}", EventName = "socket-failed")]
    public static partial void SocketFailed(this ILogger log, string fault, Exception exception);

    [LoggerMessage(1042, LogLevel.Error, "An answer over the control socket failed: {Fault}", EventName = "answer-failed")]
    public static partial void AnswerFailed(this ILogger log, string fault, Exception exception);
}
