using System.CommandLine;
using Retention.Domain.Schedule;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

/// <summary>The schedule that a verb is asked about: the file that was named, else the configured one. Naming one opens no installation.</summary>
internal static class ScheduleGiven
{
    public static Option<string?> Option() => new("--schedule") { Description = "The schedule's file; without it, the configured one", HelpName = "FILE" };

    /// <summary>What the file says; null with the exit code where there is no file to ask.</summary>
    public static ScheduleFileContent? Read(VerbContext asked, string? path, out ExitCode code)
    {
        code = ExitCode.Done;
        var file = path ?? asked.Room<ScheduleSource>().Path;
        if (file is null)
            code = asked.Answer.Stop(ExitCode.BadConfiguration, "no retention schedule is configured; name its file in retention.json (\"schedule\": \"retention-schedule.yaml\"), or with --schedule FILE");
        else if (path is null && !File.Exists(file))
            code = asked.Answer.Stop(ExitCode.BadConfiguration, $"{file}: the configured schedule is not there; name its file in retention.json, or with --schedule FILE");
        return code == ExitCode.Done ? ScheduleFile.Read(file!) : null;
    }

    /// <summary>The schedule, sound; null with the exit code, all problems told, where it is not.</summary>
    public static RetentionSchedule? Sound(VerbContext asked, string? path, out ExitCode code)
    {
        if (Read(asked, path, out code) is not { } content)
            return null;
        foreach (var problem in content.Reading.Problems)
            code = asked.Answer.Stop(ExitCode.BadInput, $"{content.Path}: {problem}");
        return content.Reading.Schedule;
    }
}
