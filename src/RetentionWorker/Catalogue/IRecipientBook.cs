using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;

namespace RetentionWorker.Catalogue;

/// <summary>Records of a project and category that were erased at the same moment.</summary>
internal readonly record struct ErasedThen(ProjectId Project, CategoryName? Category, Instant At, long Records);

/// <summary>Who outside was named for which project, and what was recorded of each.</summary>
internal interface IRecipientBook
{
    /// <summary>Those of one project or, where none is named, of all, by project and id. Parts are projects of their own here.</summary>
    IReadOnlyList<NamedRecipient> List(ProjectId? project);

    /// <summary>What was recorded of one, oldest first.</summary>
    IReadOnlyList<RecipientAnswer> AnswersOf(ProjectId project, RecipientId recipient);

    void Add(NamedRecipient recipient);

    /// <summary>Forgets it, with what was recorded of it.</summary>
    void Remove(ProjectId project, RecipientId recipient);

    void Answer(ProjectId project, RecipientId recipient, RecipientAnswer answer);

    /// <summary>What was erased of these projects, and of those that go on as part of them, row by row, in no order.</summary>
    IEnumerable<ErasedThen> Erased(IReadOnlySet<ProjectId> projects);

    /// <summary>When the first erasure of the project that has no outcome yet was intended; null where none is in flight.</summary>
    Instant? InFlightSince(ProjectId project);
}
