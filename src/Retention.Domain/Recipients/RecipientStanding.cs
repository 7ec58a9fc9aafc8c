using NodaTime;

namespace Retention.Domain.Recipients;

/// <summary>How somebody outside stands to what was erased.</summary>
public enum RecipientState
{
    /// <summary>Nothing that was disclosed to them is erased yet.</summary>
    NothingErased,
    /// <summary>Something is erased, and they are to be told.</summary>
    Due,
    /// <summary>All that is erased so far is covered, last by their attestation.</summary>
    Attested,
    /// <summary>All that is erased so far is covered, last by an excuse.</summary>
    Excused,
}

/// <summary>
/// A recipient, and what of the erasures so far nobody answered for: the first was at <paramref name="DueSince"/> (null where none is left), and so many <paramref name="Records"/> of theirs
/// went since. <paramref name="Last"/> is the latest attestation, whatever it covers; <paramref name="Excused"/> is why they are, in the state of that name.
/// </summary>
public sealed record RecipientStanding(NamedRecipient Recipient, RecipientState State, Instant? DueSince, long Records, RecipientAnswer.Attested? Last, ExcuseReason? Excused)
{
    /// <summary>A month, which the law gives for most answers (UK GDPR Art. 12(3)); Art. 19 says at once.</summary>
    public static readonly Duration Within = Duration.FromDays(30);

    /// <summary>Whether something was answered for before, and it is due again.</summary>
    public bool IsAgain { get; init; }

    /// <summary>By when they are to be told (exclusive); null where nothing is due.</summary>
    public Instant? TellBy => DueSince + Within;
}
