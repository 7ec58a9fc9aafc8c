using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Recipients;

/// <summary>
/// Takes in the erasures of a project, in any order, and says what of them a recipient is to be told of. While the project runs that is what was disclosed to
/// them; once it has ended (from <paramref name="ended"/> on; null where it runs), its first erasure of whatever category is one of them: what this program never had in a
/// store may be with them alone. <see cref="Covered"/> looks up to <paramref name="through"/> (inclusive).
/// </summary>
public sealed class DisclosureTally(NamedRecipient recipient, IReadOnlyList<RecipientAnswer> answers, Instant? ended, Instant through)
{
    private readonly Instant? answered = answers.Max(a => a.CoversThrough);
    private Instant? first;
    private Instant? afterEnd;
    private Instant? covered;
    private long records;
    private bool any;

    /// <summary>Whether anything was erased of which they are to be told.</summary>
    public bool Any => any || afterEnd is not null;

    /// <summary>The last erasure that an answer of now speaks of; null where there is none.</summary>
    public Instant? Covered => afterEnd <= through && !(covered >= afterEnd) ? afterEnd : covered;

    /// <summary>So many records of a category went at the moment.</summary>
    public void Add(CategoryName? category, Instant at, long count)
    {
        if (at >= ended && !(afterEnd <= at))
            afterEnd = at;
        if (!recipient.Received(category))
            return;
        any = true;
        if (at <= through && !(covered >= at))
            covered = at;
        if (at <= answered)
            return;
        records += count;
        if (!(first <= at))
            first = at;
    }

    /// <summary>How they stand, by all that was taken in.</summary>
    public RecipientStanding Standing()
    {
        var since = first;
        if (afterEnd is { } end && !(end <= answered) && !(since <= end))
            since = end;
        var last = answers.Where(a => a.CoversThrough is not null).MaxBy(a => (a.CoversThrough, a.RecordedAt));
        var state = !Any ? RecipientState.NothingErased : since is not null ? RecipientState.Due : last is RecipientAnswer.Excused ? RecipientState.Excused : RecipientState.Attested;
        return new RecipientStanding(
            recipient, state, since, records, answers.OfType<RecipientAnswer.Attested>().MaxBy(a => (a.On, a.RecordedAt)), state == RecipientState.Excused ? ((RecipientAnswer.Excused)last!).Because : null)
        {
            IsAgain = state == RecipientState.Due && last is not null,
        };
    }
}
