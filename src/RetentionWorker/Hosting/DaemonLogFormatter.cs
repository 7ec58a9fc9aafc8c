using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.Hosting;

/// <summary>
/// One line per event: JSON for machines, a short text for a terminal. An exception is written by its types and its stack, never by its
/// message: a message may quote a path, and a path names people.
/// </summary>
internal sealed class DaemonLogFormatter(string name, bool json, IClock clock) : ConsoleFormatter(name)
{
    public const string Json = "retention-json";
    public const string Text = "retention-text";

    private static readonly InstantPattern ToTheMillisecond = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fff'Z'");
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var at = ToTheMillisecond.Format(clock.GetCurrentInstant());
        var message = logEntry.Formatter(logEntry.State, arg2: null);
        if (!json)
        {
            textWriter.Write($"{at} {WordOf(logEntry.LogLevel)} {message}");
            if (logEntry.Exception is { } thrown)
                textWriter.Write(" [" + string.Join(" < ", TypesOf(thrown)) + "]");
            textWriter.Write('\n');
            return;
        }
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("at", at);
            writer.WriteString("level", WordOf(logEntry.LogLevel));
            writer.WriteNumber("eventId", logEntry.EventId.Id);
            if (logEntry.EventId.Name is { } eventName)
                writer.WriteString("event", eventName);
            writer.WriteString("from", logEntry.Category);
            writer.WriteString("message", message);
            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> facts)
                WriteFacts(writer, facts);
            if (logEntry.Exception is { } exception)
                WriteException(writer, exception);
            writer.WriteEndObject();
        }
        textWriter.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        textWriter.Write('\n');
    }

    private static void WriteFacts(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, object?>> facts)
    {
        foreach (var (key, value) in facts)
        {
            if (key == "{OriginalFormat}")
                continue;
            var property = JsonNamingPolicy.CamelCase.ConvertName(key);
            if (value is long or int)
                writer.WriteNumber(property, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
            else
                writer.WriteString(property, value?.ToString());
        }
    }

    private static void WriteException(Utf8JsonWriter writer, Exception exception)
    {
        writer.WriteStartArray("exception");
        foreach (var type in TypesOf(exception))
            writer.WriteStringValue(type);
        writer.WriteEndArray();
        writer.WriteString("stack", exception.StackTrace);
    }

    private static IEnumerable<string> TypesOf(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            yield return e.GetType().FullName ?? e.GetType().Name;
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
