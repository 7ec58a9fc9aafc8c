using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Recipients;

/// <summary>The id of somebody outside to whom data of a project were disclosed: an organisation's code, in the syntax of ids, never a person's name.</summary>
public readonly record struct RecipientId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Under what somebody outside has data of a project.</summary>
public enum RecipientKind
{
    /// <summary>It works for the institute, and erases or returns what it has at the end of that (UK GDPR Art. 28(3)(g)).</summary>
    Processor,
    /// <summary>Data were disclosed to it, and it is to be told of their erasure (UK GDPR Art. 19).</summary>
    Recipient,
}

/// <summary>Why somebody need not be told of what was erased so far.</summary>
public enum ExcuseReason
{
    /// <summary>Telling them proves impossible (UK GDPR Art. 19); of recipients only.</summary>
    Impossible,
    /// <summary>Telling them involves disproportionate effort (UK GDPR Art. 19); of recipients only.</summary>
    DisproportionateEffort,
    /// <summary>They never received any of it.</summary>
    NeverReceived,
    /// <summary>They do not exist any more, and nobody has what they had.</summary>
    NoLongerExists,
    /// <summary>Domestic law requires them to store it (UK GDPR Art. 28(3)(g)); of processors only.</summary>
    LawRequiresStorage,
}

/// <summary>Somebody outside who was named for a project. <paramref name="Of"/> are the categories that were disclosed to them; empty: any.</summary>
public sealed record NamedRecipient(ProjectId Project, RecipientId Id, RecipientKind Kind, IReadOnlyList<CategoryName> Of, Instant AddedAt)
{
    /// <summary>Whether records of the category were disclosed to them; of an unknown category nobody can rule it out.</summary>
    public bool Received(CategoryName? category) => Of.Count == 0 || category is not { } known || Of.Contains(known);

    /// <summary>Whether the reason is one that the law has for this kind: a contract knows no disproportionate effort.</summary>
    public bool CanBeExcusedBy(ExcuseReason because) => because switch
    {
        ExcuseReason.Impossible or ExcuseReason.DisproportionateEffort => Kind == RecipientKind.Recipient,
        ExcuseReason.LawRequiresStorage => Kind == RecipientKind.Processor,
        _ => true,
    };
}

/// <summary>
/// What was recorded of a recipient: a closed family. It speaks of what was erased before it, and of nothing that is erased later: the last erasure that it speaks of was at
/// <paramref name="CoversThrough"/> (inclusive), or it came before all of them, where that is null.
/// </summary>
public abstract record RecipientAnswer(Instant RecordedAt, Instant? CoversThrough)
{
    /// <summary>They attested that what was erased up to <paramref name="On"/> (inclusive) is erased, or returned, on their side too.</summary>
    public sealed record Attested(Instant RecordedAt, Instant? CoversThrough, LocalDate On, string Reference) : RecipientAnswer(RecordedAt, CoversThrough);

    /// <summary>They need not be told.</summary>
    public sealed record Excused(Instant RecordedAt, Instant? CoversThrough, ExcuseReason Because) : RecipientAnswer(RecordedAt, CoversThrough);
}
