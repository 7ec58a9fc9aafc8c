using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Cli;
using RetentionWorker.Hosting.Control;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Jobs;
using RetentionWorker.Keys.KeyVault;
using RetentionWorker.Watch;

namespace RetentionWorker.Hosting.Configuration;

/// <summary>
/// Reads the configuration in its order: the file (<c>--config</c>, else <c>./retention.json</c> where it exists, else the embedded default,
/// which configures nothing), then the environment, then the command line; the later one wins. Throws with every problem at once.
/// </summary>
internal static class ConfigurationReader
{
    public static RetentionOptions Read(GlobalGiven given, IReadOnlyDictionary<string, string> environment, string workingDirectory, IClock clock)
    {
        var (path, source) = Locate(given, workingDirectory);
        var notes = new ReadingNotes(path is null ? "the embedded default" : Path.GetFileName(path));
        var file = path is not null && ConfigurationFile.Read(path, path, notes.Problems) is { } bytes
            ? ConfigurationNode.Parse(bytes, path, notes.Problems)
            : null;
        // What follows from a file that could not be read would only hide the one problem that matters.
        if (notes.Problems.Count > 0 && file is null)
            throw new ConfigurationProblems(notes.Problems);

        var overlay = EnvironmentOverlay.Read(environment, notes.Problems);
        var root = new OptionsSection("", file, overlay, notes);
        var baseDirectory = path is null ? workingDirectory : Path.GetDirectoryName(path)!;
        notes.Values.Insert(0, new("(file)", path ?? "none", source));
        var data = ReadDataDirectory(given, environment, workingDirectory, notes);
        var schedule = root.Text("schedule");
        if (schedule is { Length: 0 })
            root.Problem("schedule", "is empty; name the retention schedule's file");
        var stores = StoreSettings.Read(root.Section("stores"), baseDirectory, data);
        var daemon = ReadDaemon(root.Section("daemon"), baseDirectory, clock, stores.Any(s => s.Canaries));
        var resilience = ReadResilience(root.Section("resilience"));
        var anchors = AnchorSetup.Read(root.Section("anchors"), baseDirectory, daemon.Escalate?.Smtp is not null);
        var second = ReadSecondKey(root.Section("secondKey"));
        root.RefuseUnknown();
        if (notes.Problems.Count > 0)
            throw new ConfigurationProblems(notes.Problems);
        return new RetentionOptions(
            path, baseDirectory, data, schedule is null ? null : Path.GetFullPath(schedule, baseDirectory), stores, daemon, resilience, notes.Values) { Anchors = anchors, SecondKey = second };
    }

    private static SecondKeyOptions? ReadSecondKey(OptionsSection section)
    {
        if (!section.IsWritten)
            return null;
        var options = OptionsBinder.Bind<SecondKeyOptions>(section);
        foreach (var (key, problem) in SecondKeyOptionsCheck.Problems(options, section.Path))
            section.Notes.Problems.Add(new(key, problem));
        return options;
    }

    private static (string? Path, string Source) Locate(GlobalGiven given, string workingDirectory)
    {
        if (given.Config is { } named)
            return (Path.GetFullPath(named, workingDirectory), "--config");
        var beside = Path.Combine(workingDirectory, ConfigurationFile.DefaultName);
        return Path.Exists(beside) || new FileInfo(beside).LinkTarget is not null
            ? (beside, "the working directory")
            : (null, $"no --config, and no {ConfigurationFile.DefaultName} in the working directory");
    }

    /// <summary>In the schedule's zone the daemon checks it again; here any zone will do.</summary>
    private static DaemonOptions ReadDaemon(OptionsSection section, string baseDirectory, IClock clock, bool canaries)
    {
        if (!section.IsWritten)
            return new DaemonOptions();
        var options = OptionsBinder.Bind<DaemonOptions>(section);
        foreach (var (key, problem) in DaemonOptionsCheck.Problems(options, DateTimeZone.Utc, clock.GetCurrentInstant(), section.Path, canaries))
            section.Notes.Problems.Add(new(key, problem));
        foreach (var (key, problem) in options.Escalate is { } escalate ? EscalateOptionsCheck.Problems(escalate, baseDirectory, section.PathOf("escalate")) : [])
            section.Notes.Problems.Add(new(key, problem));
        foreach (var (key, problem) in options.Heartbeat is { } heartbeat ? HeartbeatOptionsCheck.Problems(heartbeat, baseDirectory, section.PathOf("heartbeat")) : [])
            section.Notes.Problems.Add(new(key, problem));
        if (options.Socket is null)
            return options;
        var socket = options.Socket.Length == 0 || options.Socket.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(options.Socket, baseDirectory);
        if (SocketPlace.ProblemOfName(socket) is { } wrong)
            section.Problem("socket", wrong);
        return options with { Socket = socket };
    }

    private static ResilienceOptions ReadResilience(OptionsSection section)
    {
        if (!section.IsWritten)
            return new ResilienceOptions();
        var options = OptionsBinder.Bind<ResilienceOptions>(section);
        foreach (var problem in ResilienceOptionsCheck.Problems(section.Path, options))
            section.Notes.Problems.Add(new(problem[..problem.IndexOf(':', StringComparison.Ordinal)], problem[(problem.IndexOf(':', StringComparison.Ordinal) + 2)..]));
        return options;
    }

    private static string ReadDataDirectory(GlobalGiven given, IReadOnlyDictionary<string, string> environment, string workingDirectory, ReadingNotes notes)
    {
        var variable = environment.Keys.FirstOrDefault(k => k.Equals(EnvironmentOverlay.Prefix + "DATA", StringComparison.OrdinalIgnoreCase));
        var named = variable is null ? null : environment[variable];
        if (named is not null && string.IsNullOrWhiteSpace(named))
            notes.Problems.Add(new(variable!, "is empty; name the data directory, or unset it"));
        var (directory, source) = (given.Data, named) switch
        {
            ({ } onLine, null) => (onLine, "--data"),
            ({ } onLine, _) => (onLine, $"--data (overrides {variable})"),
            (null, { Length: > 0 }) => (named, variable!),
            _ => ("retention-data", "default"),
        };
        var full = Path.GetFullPath(directory, workingDirectory);
        notes.Values.Add(new("data", full, source));
        if (File.Exists(full))
            notes.Problems.Add(new(source, $"{full} is a file; name a directory"));
        else if (Directory.Exists(full) && new DirectoryInfo(full).UnixFileMode.HasFlag(UnixFileMode.OtherWrite))
            notes.Problems.Add(new(source, $"{full} may be written by every user; take that right away: chmod 700"));
        return full;
    }
}
