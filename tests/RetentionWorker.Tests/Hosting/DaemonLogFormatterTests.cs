using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using RetentionWorker.Hosting;
using RetentionWorker.Jobs;

namespace RetentionWorker.Tests.Hosting;

public sealed class DaemonLogFormatterTests : IClock
{
    public Instant GetCurrentInstant() => Instant.FromUtc(2026, 11, 22, 10, 15);

    [Fact]
    public void Writes_one_json_object_with_the_instant_the_event_and_its_facts()
    {
        var line = Line(json: true, log => log.Looked("enforce", 12, "erased=3", "none"));
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        Assert.Equal("2026-11-22T10:15:00.000Z", root.GetProperty("at").GetString());
        Assert.Equal(1010, root.GetProperty("eventId").GetInt32());
        Assert.Equal("looked", root.GetProperty("event").GetString());
        Assert.Equal("enforce", root.GetProperty("look").GetString());
        Assert.Equal(12, root.GetProperty("milliseconds").GetInt64());
        Assert.EndsWith("\n", line);
        Assert.Single(line.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Never_writes_the_message_of_an_exception(bool json)
    {
        Exception thrown;
        try
        {
            throw new InvalidOperationException("outer P-0042", new IOException("could not open '/srv/lonely/P-0042/voice.wav'"));
        }
        catch (InvalidOperationException e)
        {
            thrown = e;
        }
        var line = Line(json, log => log.LookFailed("enforce", Fault.NameOf(thrown), thrown));
        Assert.DoesNotContain("P-0042", line);
        Assert.DoesNotContain("/srv", line);
        Assert.Contains("InvalidOperationException", line);
        Assert.Contains("IOException", line);
    }

    private string Line(bool json, Action<ILogger> write)
    {
        using var text = new StringWriter();
        write(new ToFormatter(new DaemonLogFormatter("test", json, this), text));
        return text.ToString();
    }

    private sealed class ToFormatter(DaemonLogFormatter formatter, TextWriter writer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> messageFormatter) =>
            formatter.Write(new LogEntry<TState>(logLevel, "test", eventId, state, exception, messageFormatter), null, writer);
    }
}
