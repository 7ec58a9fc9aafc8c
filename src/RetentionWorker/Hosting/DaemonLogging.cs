using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using NodaTime;

namespace RetentionWorker.Hosting;

/// <summary>The daemon's log: its own events from information up, everybody else's from warnings up, on standard output.</summary>
internal static class DaemonLogging
{
    public static void AddDaemonLogging(this ILoggingBuilder logging, bool terminal, IClock clock)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("RetentionWorker", LogLevel.Information);
        // Clients of stores write addresses, and an address holds a name.
        logging.AddFilter("Azure", LogLevel.None);
        logging.AddFilter("System.Net.Http", LogLevel.None);
        // What goes wrong in the host is said once, by whoever maps it to an exit code.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddConsole();
        // After every other choice: the systemd lifetime picks a formatter of its own.
        logging.Services.PostConfigure<ConsoleLoggerOptions>(o => o.FormatterName = terminal ? DaemonLogFormatter.Text : DaemonLogFormatter.Json);
        logging.Services.AddSingleton<ConsoleFormatter>(new DaemonLogFormatter(DaemonLogFormatter.Json, json: true, clock));
        logging.Services.AddSingleton<ConsoleFormatter>(new DaemonLogFormatter(DaemonLogFormatter.Text, json: false, clock));
    }
}
