namespace RetentionWorker.Cli;

/// <summary>Every exit code of the command, and nothing else ever leaves the process. <c>docs/exit-codes.md</c> explains them to people.</summary>
internal enum ExitCode
{
    Done = 0,
    Failed = 1,
    /// <summary>Overdue, at risk, waiting for approval or unclassified; only where <c>--detailed-exitcode</c> was given.</summary>
    NeedsPerson = 2,
    PartlyDone = 3,
    Refused = 4,
    LogDoesNotVerify = 5,
    Usage = 64,
    BadInput = 65,
    Unavailable = 69,
    NotPermitted = 77,
    BadConfiguration = 78,
    Interrupted = 130,
}

internal static class ExitCodes
{
    /// <summary>Where several apply, the first of these.</summary>
    private static readonly ExitCode[] Precedence =
        [ExitCode.LogDoesNotVerify, ExitCode.Refused, ExitCode.Unavailable, ExitCode.PartlyDone, ExitCode.NeedsPerson];

    /// <summary>The one code of several: 5, 4, 69, 3, 2, then 0. Any other code stands for itself and beats them all.</summary>
    public static ExitCode Of(params IEnumerable<ExitCode> several)
    {
        var codes = several.Where(c => c != ExitCode.Done).ToHashSet();
        if (codes.FirstOrDefault(c => !Precedence.Contains(c)) is var other && other != ExitCode.Done)
            return other;
        return Precedence.FirstOrDefault(codes.Contains);
    }
}
