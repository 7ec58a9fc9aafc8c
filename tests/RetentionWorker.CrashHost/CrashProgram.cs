using System.Diagnostics;
using System.Text.Json;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Run;

namespace RetentionWorker.CrashHost;

/// <summary>What a run that nobody killed came to, as the host's one line of output.</summary>
internal sealed record HostReport(
    long Discovered, long Kept, long Held, long Unclassified, long Due, long Erased, long AlreadyAbsent, IReadOnlyDictionary<string, long> NotErased,
    long Unresolved, long Vanished, IReadOnlyList<string> Faults, long Milliseconds);

/// <summary>One start of an installation that may die at a chosen point: exit code 0 and a line of JSON where it came through, 137 where it was killed.</summary>
internal static class CrashProgram
{
    public static async Task<int> Main(string[] args)
    {
        if (args[0] == LogOrders.Word)
            return await LogHost.RunAsync(LogOrders.Parse(args));
        var orders = HostOrders.Parse(args);
        using var catalogue = SqliteCatalogue.Open(orders.DataDirectory);
        using var held = EraseLock.TryTake(orders.DataDirectory) ?? throw new InvalidOperationException("The killed process still holds the erase lock.");
        using var run = Installation.Run(catalogue, orders);
        var began = Stopwatch.GetTimestamp();
        if (orders.Death.Point == Death.Timer)
            SuddenEnd.After(TimeSpan.FromMilliseconds(orders.Death.Occurrence));
        var report = orders.Order == "daemon" ? await AsDaemonAsync(run, held) : await run.OnceAsync(held, Installation.Schedule, CancellationToken.None);
        var books = report.Books;
        var faults = report.Discoveries.Where(d => d.Fault is not null).Select(d => d.Fault!.Code)
            .Concat(report.SuspectStores.Select(_ => "suspect")).Concat(report.UnavailableStores.Select(_ => "unavailable"));
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new HostReport(
            books.Discovered, books.Kept, books.Held, books.Unclassified, books.Due, books.Erased, books.AlreadyAbsent, books.NotErased,
            report.Unresolved, report.Discoveries.Sum(d => d.Change.Vanished), [.. faults], (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds)));
        return 0;
    }

    private static async Task<RunReport> AsDaemonAsync(RetentionRun run, EraseLock held)
    {
        await run.ResolveAsync(held, Installation.Schedule, CancellationToken.None);
        var discoveries = await run.DiscoverAsync(Installation.Schedule, null, CancellationToken.None);
        var report = await run.EnforceAsync(held, Installation.Schedule, RetentionRun.Schedule, CancellationToken.None);
        return report with { Discoveries = discoveries };
    }
}
