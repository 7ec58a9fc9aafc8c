using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Record;

namespace RetentionWorker.Tests.Record;

public sealed class AuditListTests : IDisposable
{
    private readonly Study study = new();

    public AuditListTests()
    {
        study.Append(new AuditEntry.ProjectAdded(Study.Start - Duration.FromDays(9), "os-1", Study.Project, null));
        study.Append(study.Intent(1), study.Intent(2));
        study.Append(study.Outcome(1, 1), study.Outcome(2, 2) with { At = Study.Start + Duration.FromDays(1) });
        study.Append(new AuditEntry.ProjectAdded(Study.Start + Duration.FromDays(2), "os-1", new("other"), null));
    }

    [Fact]
    public void Nothing_asked_for_is_everything() => Assert.Equal([0, 1, 2, 3, 4, 5], List(new()));

    [Fact]
    public void An_outcome_is_listed_with_its_intent()
    {
        Assert.Equal([0, 1, 2, 3, 4], List(new(Project: Study.Project)));
        Assert.Equal([1, 2, 3, 4], List(new(Category: new("recording"))));
        Assert.Equal([1, 2, 3, 4], List(new(Store: new("interviews"))));
        Assert.Equal([3, 4], List(new(Kind: "erased", Project: Study.Project)));
        Assert.Empty(List(new(Category: new("transcript"))));
    }

    [Fact]
    public void A_participant_and_a_record_are_found_through_their_commitments()
    {
        Assert.Equal([2, 4], List(new(Project: Study.Project, Participant: new("p-02"))));
        Assert.Empty(List(new(Project: new("other"), Participant: new("p-02"))));
        Assert.Equal([1, 3], List(new(Record: Study.Record(1))));
        Assert.Empty(List(new(Record: Study.Record(3))));
    }

    [Fact]
    public void Without_the_key_nobody_is_found()
    {
        File.Delete(Path.Combine(study.KeyDirectory, "lonely.1.key"));
        Assert.Empty(List(new(Project: Study.Project, Participant: new("p-02"))));
    }

    [Fact]
    public void Times_are_inclusive_and_an_outcome_inside_is_found_though_its_intent_is_outside()
    {
        Assert.Equal([1, 2, 3], List(new(Since: Study.Start, Until: Study.Start)));
        Assert.Equal([4], List(new(Project: Study.Project, Participant: new("p-02"), Since: Study.Start + Duration.FromSeconds(1))));
    }

    [Fact]
    public void An_outcome_is_asked_for_by_its_word_and_an_intent_without_one_is_open()
    {
        study.Append(study.Intent(3), study.Intent(4));
        study.Append(new AuditEntry.Failed(Study.Start, "schedule", 7, study.Commitments.OfRecord(Study.Project, Study.Record(4)), "EIO", Sighting.Present));
        Assert.Equal([3, 4], List(new(Outcome: "erased")));
        Assert.Equal([3], List(new(Outcome: "erased", Record: Study.Record(1))));
        Assert.Equal([8], List(new(Outcome: "failed", Project: Study.Project)));
        Assert.Equal([6], List(new(Outcome: "open")));
        Assert.Equal([6], List(new(Outcome: "open", Record: Study.Record(3))));
        Assert.Empty(List(new(Outcome: "open", Record: Study.Record(1))));
        Assert.Empty(List(new(Outcome: "open", Since: Study.Start + Duration.FromSeconds(1))));
        Assert.Empty(List(new(Outcome: "kept")));
    }

    [Fact]
    public void What_became_of_a_projects_key_is_listed_with_the_project()
    {
        study.Append(new AuditEntry.KeyDeleted(Study.Start, "schedule", Study.Project, 1, new(2026, 12, 1), "s"), new AuditEntry.KeyDestructionIntended(Study.Start, "schedule", Study.Project, 1));
        study.Append(new AuditEntry.KeyDestroyed(Study.Start, "schedule", 7, Study.Project, 1));
        Assert.Equal([6, 7, 8], List(new(Project: Study.Project)).Where(i => i > 5));
        Assert.Equal([5], List(new(Project: new("other"))));
    }

    [Fact]
    public void A_participant_without_a_project_is_nobody() => Assert.Throws<ArgumentException>(() => List(new(Participant: new("p-02"))));

    [Fact]
    public void An_entry_is_shown_as_its_own_bytes()
    {
        var listed = new AuditList(study.Catalogue, study.Commitments).Read(new(Kind: "erasure-intended"), CancellationToken.None).First();
        Assert.Equal(System.Text.Encoding.ASCII.GetString(study.Intent(1).ToBytes(1)), listed.Text);
    }

    public void Dispose() => study.Dispose();

    private IEnumerable<int> List(AuditFilter filter) =>
        new AuditList(study.Catalogue, study.Commitments).Read(filter, CancellationToken.None).Select(e => (int)e.Seq).ToList();
}
