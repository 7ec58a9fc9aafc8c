using NodaTime;

namespace Retention.Domain.Guards;

/// <summary>That no unattended run came to its end for too long. <paramref name="Code"/>: <c>no-run</c>, or <c>never-ran</c> where none ever did.</summary>
public sealed record MissingRun(string Code, Instant Since, Instant MustBeResolvedBy);

/// <summary>Whether the runs happen that nobody asks for. Whatever else is watched, their absence tells of nothing by itself.</summary>
public static class ExpectedRuns
{
    /// <summary>So long after the last run another must have happened: a day, an hour for the clocks' change, and an hour for the run itself.</summary>
    public static readonly Duration Within = Duration.FromHours(26);

    /// <summary>So long a person has from then on.</summary>
    public static readonly Duration RepairWithin = Duration.FromDays(7);

    /// <summary>The run that is missing, or null. <paramref name="last"/>: the end of the last one; <paramref name="since"/>: since when runs are expected where none was yet.</summary>
    public static MissingRun? Missing(Instant? last, Instant since, Instant now)
    {
        var from = last ?? since;
        return now - from < Within ? null : new MissingRun(last is null ? "never-ran" : "no-run", from + Within, from + Within + RepairWithin);
    }
}
