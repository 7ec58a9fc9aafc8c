using System.Diagnostics;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Record.Kills;

/// <summary>The verifier in another language, in one process for many exports.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly Process process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(RepositoryRoot.Path, "tests", "audit", "verify_each.py")])
        { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>What it says of the export, and of its going on from the older checkpoints: <c>sound: N entries</c>, or what is wrong.</summary>
    public string Says(string export, params IEnumerable<string> older)
    {
        process.StandardInput.WriteLine(string.Join('\t', older.Prepend(export)));
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? "it ended";
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
