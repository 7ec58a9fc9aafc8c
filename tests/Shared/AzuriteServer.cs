using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RetentionWorker.Tests.Shared;

/// <summary>A real Azurite (its blob service) on a free loopback port, in memory, ended by its own process id.</summary>
internal sealed partial class AzuriteServer : IAsyncDisposable
{
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private AzuriteServer(Process process, int port)
    {
        this.process = process;
        Service = new Uri($"http://127.0.0.1:{port}/devstoreaccount1");
    }

    /// <summary>The newest version of the protocol that this Azurite and the client both know.</summary>
    public const string ServiceVersion = "2025-11-05";

    /// <summary>The blob service's address.</summary>
    public Uri Service { get; }

    /// <summary>The account's well-known connection string.</summary>
    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AccountKey};BlobEndpoint={Service};";

    public static Task<AzuriteServer> StartAsync() => StartAsync(null);

    /// <summary>One whose wall clock stands where the file says (<c>@2026-03-01 09:00:00</c>, read anew for each look at the clock).</summary>
    public static async Task<AzuriteServer> StartAsync(string? clockFile)
    {
        var main = Path.Combine(RepositoryRoot.Path, "tests", "node_modules", "azurite", "dist", "src", "blob", "main.js");
        if (!File.Exists(main))
            throw new InvalidOperationException("Azurite is not installed: run tests/install.sh first.");
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in (string[])[main, "--blobHost", "127.0.0.1", "--blobPort", "0", "--blobKeepAliveTimeout", "300", "--inMemoryPersistence", "--silent", "--disableTelemetry"])
            start.ArgumentList.Add(argument);
        if (clockFile is not null)
        {
            foreach (var (name, value) in MovedClock.AsFileSays(clockFile))
                start.Environment[name] = value;
        }
        var process = Process.Start(start) ?? throw new InvalidOperationException("Azurite did not start.");
        var said = new List<string>();
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => port.TrySetCanceled();
        process.ErrorDataReceived += (_, line) => Note(said, line.Data, port);
        process.OutputDataReceived += (_, line) => Note(said, line.Data, port);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            return new AzuriteServer(process, await port.Task.WaitAsync(Patience));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            lock (said)
                throw new InvalidOperationException("Azurite did not come up: " + string.Join(" | ", said), e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static void Note(List<string> said, string? line, TaskCompletionSource<int> port)
    {
        if (line is null)
            return;
        lock (said)
            said.Add(line);
        if (Listening().Match(line) is { Success: true } match)
            port.TrySetResult(int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"successfully listens on http://127\.0\.0\.1:(\d+)", RegexOptions.None, 1000)]
    private static partial Regex Listening();
}
