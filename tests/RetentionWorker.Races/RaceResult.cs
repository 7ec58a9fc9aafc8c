namespace RetentionWorker.Races;

/// <summary>A schedule that broke a promise, and how to see it again.</summary>
public sealed record RaceFailure(string Race, int Schedule, string Why, string Replay);

/// <summary>
/// What came of a race. <paramref name="Depth"/>: with how many deviations from the usual order the systematic half ended;
/// <paramref name="Came"/>: how the schedules came out, and how many did so; <paramref name="NeverCame"/>: what must be reached and was not.
/// </summary>
public sealed record RaceResult(
    string Race, int Schedules, int Depth, double PointsEach, TimeSpan Elapsed, IReadOnlyDictionary<string, int> Came,
    IReadOnlyList<string> NeverCame, IReadOnlyList<RaceFailure> Failures);
