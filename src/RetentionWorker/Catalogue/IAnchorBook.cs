using NodaTime;

namespace RetentionWorker.Catalogue;

/// <summary>A checkpoint that a place outside took.</summary>
/// <param name="Place">The place's name in the configuration.</param>
/// <param name="Kind">What kind of place.</param>
/// <param name="Size">How many entries the checkpoint covers.</param>
/// <param name="Note">The signed checkpoint, with what the place signed below it where it signs.</param>
/// <param name="Evidence">What else it gave back (a time stamp's token), or null.</param>
/// <param name="At">When it was taken, by this machine's clock.</param>
internal sealed record TakenAnchor(string Place, string Kind, long Size, byte[] Note, byte[]? Evidence, Instant At);

/// <summary>Why a place did not take the last checkpoint that it was given, since when; gone when it takes one.</summary>
internal sealed record RefusedAnchor(string Place, string Code, Instant Since)
{
    /// <summary>It knows more entries than the log has: an older copy was put back, or entries are lost.</summary>
    public const string Ahead = "ahead";

    /// <summary>What it took earlier is no beginning of the log: its history was rewritten.</summary>
    public const string OtherHistory = "other-history";

    /// <summary>Whether it says that the log is not what it was.</summary>
    public bool TellsOfLostEntries => Code is Ahead or OtherHistory;
}

/// <summary>What went to places outside. Convenience: whoever has the catalogue can change it, and what counts is what the places hold.</summary>
internal interface IAnchorBook
{
    /// <summary>The last one of each place, by the place's name.</summary>
    IReadOnlyList<TakenAnchor> Latest();

    /// <summary>Every one, the oldest first.</summary>
    IReadOnlyList<TakenAnchor> List();

    IReadOnlyList<RefusedAnchor> Refused();

    void Took(TakenAnchor anchor);

    /// <summary>Keeps the first moment where the place refused for the same reason before.</summary>
    void Refuse(RefusedAnchor refused);
}
