namespace RetentionWorker.Record;

/// <summary>Something that a person should look at, in a log that verifies.</summary>
/// <param name="Seq">The entry that it is about, or null where it is about the whole log.</param>
/// <param name="Finding">One of a closed list of words.</param>
/// <param name="Explanation">What it means.</param>
internal sealed record LogFinding(long? Seq, string Finding, string Explanation);

/// <summary>
/// What a verification saw. <paramref name="BrokenAt"/> is the index of the first entry that cannot be trusted (the size, where all entries are sound and the head is not), and
/// <paramref name="Problem"/> says why; both are null where the log verifies. The counts are of the entries read up to there.
/// </summary>
internal sealed record LogVerdict(
    bool Verified, long Size, string Root, long? BrokenAt, string? Problem, long Intents, long Outcomes, long OpenIntents, IReadOnlyList<LogFinding> Findings)
{
    /// <summary>How many entries are pruned: of those before this index only the hashes are there.</summary>
    public long First { get; init; }

    /// <summary>What was kept elsewhere, and vouches for the beginning of the log; null where nothing does: then whoever has the log and its key could have rewritten all of it.</summary>
    public string? RestsOn { get; init; }
}
