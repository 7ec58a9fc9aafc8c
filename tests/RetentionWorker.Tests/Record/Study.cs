using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Tests.Catalogue;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Record;

/// <summary>A real catalogue with a log and keys of its own, and the entries of a small study.</summary>
internal sealed class Study : IDisposable
{
    public static readonly Instant Start = Instant.FromUtc(2026, 11, 22, 10, 15);
    public static readonly ProjectId Project = new("lonely");
    private readonly TemporaryCatalogue temporary = new();
    private byte next;

    public Study()
    {
        Keys = NewKeys();
        Commitments = new Commitments(Keys);
    }

    public string KeyDirectory => Path.Combine(temporary.Directory, "commitment-keys");

    public string Database => Path.Combine(temporary.Directory, "catalogue.db");

    public ICatalogue Catalogue => temporary.Catalogue;

    public CommitmentKeys Keys { get; }

    public Commitments Commitments { get; }

    public AuditLog Log { get; } = new(Unsigned.Instance);

    /// <summary>As another process would have them.</summary>
    public CommitmentKeys NewKeys() => new(KeyDirectory, count => [.. Enumerable.Range(0, count).Select(_ => next++)]);

    public static RecordAddress Record(int number) => new(new("interviews"), RecordName.FromText($"lonely/recording/p-{number:00}/talk.wav"));

    public AuditEntry.ErasureIntended Intent(int number) => new(
        Start, "schedule", number, Commitments.OfRecord(Project, Record(number)), new("interviews"), Project, new("recording"),
        [Commitments.OfParticipant(Project, new($"p-{number:00}"))], new(2026, 11, 16), new(2026, 11, 29), [new("recordings-at-project-end")], "plan", "schedule");

    public AuditEntry.Erased Outcome(int number, long intent) =>
        new(Start, "schedule", intent, Commitments.OfRecord(Project, Record(number)), ErasureMethod.Unlinked, 1, [], "listed-absent");

    public PendingReceipts Append(params IReadOnlyList<AuditEntry> entries)
    {
        using var uow = Catalogue.Begin();
        var pending = Log.Append(uow, entries);
        uow.Commit();
        return pending;
    }

    public LogVerdict Verify() => new AuditVerify(Catalogue, NoteVerifier.Instance).Check(null, CancellationToken.None);

    public void Dispose() => temporary.Dispose();
}
