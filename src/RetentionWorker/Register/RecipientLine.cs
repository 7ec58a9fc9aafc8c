using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;

namespace RetentionWorker.Register;

/// <summary>
/// A recipient as shown. <paramref name="Of"/> is empty where anything may have been disclosed to it; <paramref name="Records"/> were erased since <paramref name="DueSince"/> and nobody answered
/// for them. The last attestation is shown whatever came after it.
/// </summary>
internal sealed record RecipientLine(
    ProjectId Project, RecipientId Recipient, RecipientKind Kind, IReadOnlyList<CategoryName> Of, RecipientState State, Instant? DueSince, Instant? TellBy, long Records,
    LocalDate? AttestedThrough, string? Reference, ExcuseReason? Excused)
{
    public static RecipientLine From(RecipientStanding standing) => new(
        standing.Recipient.Project, standing.Recipient.Id, standing.Recipient.Kind, standing.Recipient.Of, standing.State, standing.DueSince, standing.TellBy, standing.Records,
        standing.Last?.On, standing.Last?.Reference, standing.Excused);
}
