namespace Retention.Domain.Schedule;

/// <summary>One thing that is wrong with a schedule, or worth a look: where it is written (a line from 1, or 0 for the file as a whole), which key, what it is, and what to write instead.</summary>
public sealed record ScheduleProblem(int Line, string Path, string Message, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var place = (Line, Path) switch
        {
            (0, "") => "",
            (0, _) => Path + ": ",
            (_, "") => $"line {Line}: ",
            _ => $"line {Line}: {Path}: ",
        };
        return $"{place}{Message}; {Remedy}";
    }
}

/// <summary>What came of reading a schedule: the schedule, or every problem of it at once; warnings either way.</summary>
public sealed record ScheduleReading(RetentionSchedule? Schedule, IReadOnlyList<ScheduleProblem> Problems, IReadOnlyList<ScheduleProblem> Warnings)
{
    /// <summary>A text that could not even be taken apart.</summary>
    public static ScheduleReading Unreadable(int line, string message, string remedy) => new(null, [new(line, "", message, remedy)], []);
}
