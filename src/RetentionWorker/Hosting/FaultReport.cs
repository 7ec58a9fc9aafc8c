using Microsoft.Data.Sqlite;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Stores;

namespace RetentionWorker.Hosting;

/// <summary>Maps what was thrown to an exit code and says it on standard error: one place, for every entrance.</summary>
internal static class FaultReport
{
    public static ExitCode Write(Exception fault, bool interrupted, TextWriter errors)
    {
        var (code, message) = Of(fault, interrupted);
        errors.WriteLine((code == ExitCode.Refused ? "refused: " : "error: ") + PlainLines(message));
        return code;
    }

    public static (ExitCode Code, string Message) Of(Exception fault, bool interrupted) => fault switch
    {
        OperationCanceledException when interrupted => (ExitCode.Interrupted, "interrupted"),
        ScheduleFault schedule => (schedule.IsConfiguration ? ExitCode.BadConfiguration : ExitCode.BadInput, "there is no schedule to decide by\n  " + schedule.Message.Replace("\n", "\n  ", StringComparison.Ordinal)),
        LogKeyFault => (ExitCode.Unavailable, fault.Message),
        LogHeadFault or LogEntryFault => (ExitCode.LogDoesNotVerify, fault.Message),
        RunRefusal { Guard: "log" } refusal => (ExitCode.LogDoesNotVerify, refusal.Message),
        RunRefusal refusal => (ExitCode.Refused, refusal.Message),
        ConfigurationProblems problems => (ExitCode.BadConfiguration, problems.Message),
        StoreFault { Kind: StoreFaultKind.Suspect } store => (ExitCode.Refused, $"{store.Message} ({store.Code})"),
        StoreFault store => (ExitCode.Unavailable, $"{store.Message} ({store.Code})"),
        SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 13 or 14 } sqlite => (ExitCode.Unavailable, $"the catalogue is out of reach: {sqlite.Message}"),
        SqliteException { SqliteErrorCode: 11 or 26 } sqlite => (ExitCode.Unavailable, $"the catalogue is damaged ({sqlite.Message}): {CatalogueFault.Restore}"),
        SqliteException { SqliteErrorCode: 1 } sqlite => (ExitCode.Unavailable, $"the catalogue is not as this program made it ({sqlite.Message}): {CatalogueFault.Restore}"),
        CatalogueFault { InnerException: SqliteException { SqliteErrorCode: 1 or 11 or 26 } damaged } => Of(damaged, interrupted),
        CatalogueFault catalogue => (ExitCode.Unavailable, catalogue.Message),
        IOException or UnauthorizedAccessException => (ExitCode.Unavailable, fault.Message),
        AggregateException { InnerExceptions: [var only] } => Of(only, interrupted),
        _ => (ExitCode.Failed, $"{fault.GetType().Name}: {fault.Message}"),
    };

    private static string PlainLines(string message) => string.Join(Environment.NewLine, message.Split('\n').Select(line => PlainText.Of(line)));
}
