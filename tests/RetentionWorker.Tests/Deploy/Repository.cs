using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RetentionWorker.Tests.Deploy;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));

    public static string File(params string[] parts) => Path.Combine([Root(), .. parts]);

    /// <summary>Runs a tool to its end and returns its exit code and its standard output.</summary>
    public static (int Code, string Output) Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root() };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
