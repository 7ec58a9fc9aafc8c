using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RetentionWorker.Tests.Jobs;

/// <summary>The built program as a daemon of its own, with everything that it says kept.</summary>
internal sealed class DaemonProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly BlockingCollection<JsonElement> events = [];

    private DaemonProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "retention");

    public int Id => process.Id;

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors);

    /// <summary>Starts <c>retention</c> with the arguments, below another program where one is given (<c>faketime -f +40d</c>).</summary>
    public static DaemonProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null, params string[] below)
    {
        var line = below.Append(Program).Concat(arguments).ToList();
        return StartProgram(line[0], line[1..], variables);
    }

    /// <summary>Starts another program that becomes <c>retention</c>.</summary>
    public static DaemonProcess StartProgram(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new DaemonProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs the command to its end.</summary>
    public static (int Code, string Output, string Errors) Run(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null, params string[] below)
    {
        using var daemon = Start(arguments, variables, below);
        var code = daemon.WaitForExit();
        return (code, daemon.Output, daemon.Errors);
    }

    /// <summary>Runs another program that becomes <c>retention</c>.</summary>
    public static (int Code, string Output, string Errors) RunProgram(string program, IEnumerable<string> arguments)
    {
        using var running = StartProgram(program, arguments);
        var code = running.WaitForExit();
        return (code, running.Output, running.Errors);
    }

    /// <summary>Reads on in the log until the event, and returns its facts.</summary>
    public JsonElement Await(string name, Func<JsonElement, bool>? such = null)
    {
        while (events.TryTake(out var line, TimeSpan.FromSeconds(60)))
        {
            if (line.GetProperty("event").GetString() == name && such?.Invoke(line) != false)
                return line;
        }
        throw new TimeoutException($"the log never told of '{name}':\n{Output}\n{Errors}");
    }

    public JsonElement AwaitLook(string look) => Await("looked", l => l.GetProperty("look").GetString() == look);

    /// <summary>Sends the signal and waits for the end: how long it took, and the exit code.</summary>
    public (TimeSpan Took, int Code) Signal(string signal)
    {
        var began = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-" + signal, Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        var code = WaitForExit();
        return (Stopwatch.GetElapsedTime(began), code);
    }

    public int WaitForExit()
    {
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
            throw new TimeoutException($"it did not end:\n{Output}\n{Errors}");
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        process.Dispose();
        events.Dispose();
    }

    private void Note(string? line)
    {
        if (line is null)
        {
            // It has ended: nobody waits any longer for what it would say.
            events.CompleteAdding();
            return;
        }
        output.Enqueue(line);
        if (!line.StartsWith('{'))
            return;
        using var document = JsonDocument.Parse(line);
        if (document.RootElement.TryGetProperty("event", out _))
            events.Add(document.RootElement.Clone());
    }
}
