using System.Text;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Outcomes;

namespace Retention.Domain.Tests.Audit;

public sealed class AuditEntryTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 22, 10, 15, 0).Plus(Duration.FromMilliseconds(999));

    private static readonly AuditEntry.ErasureIntended Intended = new(
        At, "schedule", 7, "Crecord", new("interviews"), new("lonely"), new("recording"), ["Cparticipant"],
        new LocalDate(2026, 11, 16), new LocalDate(2026, 11, 29), [new("recordings-at-project-end")], "plan", "schedule");

    [Fact]
    public void An_intent_has_the_fields_of_the_design_in_their_order() => Assert.Equal(
        """{"actor":"schedule","at":"2026-11-22T10:15:00Z","category":"recording","due":"2026-11-16","eraseBy":"2026-11-29","kind":"erasure-intended","participant":"Cparticipant","plan":"plan","project":"lonely","record":"Crecord","rules":["recordings-at-project-end"],"schedule":"schedule","seq":41,"store":"interviews","v":1}""",
        Text(Intended, 41));

    [Fact]
    public void An_outcome_has_the_fields_of_the_design_in_their_order() => Assert.Equal(
        """{"actor":"schedule","at":"2026-11-22T10:15:00Z","copies":1,"intent":41,"kind":"erased","method":"unlinked","record":"Crecord","residue":[{"kind":"backup","until":"2026-12-27"}],"seq":42,"v":1,"verified":"listed-absent"}""",
        Text(new AuditEntry.Erased(At, "schedule", 41, "Crecord", ErasureMethod.Unlinked, 1, [new(ResidueKind.Backup, new LocalDate(2026, 12, 27))], "listed-absent"), 42));

    [Fact]
    public void A_shared_record_names_every_participant_and_one_of_nobody_names_none()
    {
        Assert.Contains("\"participants\":[\"C1\",\"C2\"]", Text(Intended with { Participants = ["C1", "C2"] }, 0), StringComparison.Ordinal);
        Assert.DoesNotContain("participant", Text(Intended with { Participants = [] }, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_that_was_found_out_later_says_so() => Assert.Contains(
        "\"reason\":\"no-longer-due\",\"record\":\"C\",\"resolved\":1,",
        Text(new AuditEntry.Kept(At, "schedule", 41, "C", KeptReason.NoLongerDue) { Resolved = true }, 43), StringComparison.Ordinal);

    [Fact]
    public void Holds_and_withdrawals_say_what_was_decided_in_codes()
    {
        Assert.Equal(
            """{"actor":"os-1","at":"2026-11-22T10:15:00Z","because":"research-impairment","category":"recording","kind":"withdrawal-exempted","participant":"C","project":"lonely","reference":"ETHICS/1","seq":0,"v":1,"withdrawal":3}""",
            Text(new AuditEntry.WithdrawalExempted(At, "os-1", 3, new("lonely"), "C", new("recording"), ExemptReason.ResearchImpairment, "ETHICS/1"), 0));
        Assert.Equal(
            """{"actor":"os-1","at":"2026-11-22T10:15:00Z","decision":"dismissed","kind":"objection-decided","participant":"C","project":"lonely","seq":0,"v":1,"withdrawal":3}""",
            Text(new AuditEntry.ObjectionDecided(At, "os-1", 3, new("lonely"), "C", Upheld: false), 0));
        Assert.Equal(
            """{"actor":"os-1","at":"2026-11-22T10:15:00Z","kind":"requester-informed","on":"2026-11-21","participant":"C","project":"lonely","seq":0,"v":1,"withdrawal":3}""",
            Text(new AuditEntry.RequesterInformed(At, "os-1", 3, new("lonely"), "C", new LocalDate(2026, 11, 21)), 0));
        Assert.Equal(
            """{"actor":"os-1","at":"2026-11-22T10:15:00Z","ground":"legal-claims","hold":2,"kind":"hold-placed","mandate":"litigation","project":"lonely","reference":"CASE/1","reviewBy":"2027-01-01","seq":0,"v":1}""",
            Text(new AuditEntry.HoldPlaced(At, "os-1", 2, new("lonely"), null, null, null, HoldKind.Litigation, "CASE/1", new LocalDate(2027, 1, 1)) { Ground = KeepingGround.LegalClaims }, 0));
        Assert.Equal(
            """{"actor":"os-1","at":"2026-11-22T10:15:00Z","from":"2026-11-23T10:15:00Z","hold":2,"kind":"hold-release-asked","project":"lonely","seq":0,"v":1}""",
            Text(new AuditEntry.HoldReleaseAsked(At, "os-1", 2, new("lonely"), At + Duration.FromDays(1)), 0));
        Assert.Equal(
            """{"actor":"os-1","at":"2026-11-22T10:15:00Z","hold":2,"kind":"hold-released","project":"lonely","seq":0,"singleOperator":1,"v":1}""",
            Text(new AuditEntry.HoldReleased(At, "os-1", 2, new("lonely")) { AsSingleOperator = true }, 0));
    }

    [Theory]
    [InlineData("EIO", "EIO")]
    [InlineData("could not read /srv/interviews/lonely/p-01", "unlisted")]
    [InlineData("", "unlisted")]
    [InlineData("Zoë", "unlisted")]
    public void A_code_that_could_be_a_sentence_is_not_written(string code, string written) => Assert.Contains(
        $"\"code\":\"{written}\"", Text(new AuditEntry.Failed(At, "schedule", 1, "C", code, Sighting.Unknown), 2), StringComparison.Ordinal);

    [Theory]
    [InlineData("Mrs Miller asked")]
    [InlineData("lower")]
    [InlineData("")]
    [InlineData("A1234567890123456789012345678901234567890")]
    public void Free_text_cannot_be_a_reference(string reference) =>
        Assert.Throws<ArgumentException>(() => Text(new AuditEntry.ProjectEnded(At, "os-1", new("p"), new(2026, 1, 1), ProjectEndEvent.ReportAccepted, reference), 0));

    [Fact]
    public void An_actor_is_an_id_and_not_a_name() => Assert.Throws<ArgumentException>(() => Text(Intended with { Actor = "J. Doe" }, 0));

    [Fact]
    public void A_summary_shows_what_its_books_do_not_account_for()
    {
        var books = new RunBooks(10, 3, 1, 1, 5, 2, 1, new Dictionary<string, long> { ["held"] = 1, ["changed"] = 1 });
        Assert.True(books.Balance);
        Assert.DoesNotContain("unaccounted", Text(new AuditEntry.RunSummary(At, "schedule", At, "s", "p", books), 0), StringComparison.Ordinal);

        var unbalanced = books with { Discovered = 12 };
        Assert.False(unbalanced.Balance);
        Assert.Equal(
            """{"actor":"schedule","alreadyAbsent":1,"at":"2026-11-22T10:15:00Z","discovered":12,"due":5,"erased":2,"held":1,"kept":3,"kind":"run-summary","notErased":{"changed":1,"held":1},"plan":"p","schedule":"s","seq":0,"startedAt":"2026-11-22T10:15:00Z","unaccounted":2,"unclassified":1,"v":1}""",
            Text(new AuditEntry.RunSummary(At, "schedule", At, "s", "p", unbalanced), 0));
    }

    [Fact]
    public void Differences_of_opposite_signs_do_not_cancel_out() =>
        Assert.Equal(2, new RunBooks(4, 0, 0, 0, 5, 4, 0, new Dictionary<string, long>()).Unaccounted);

    private static string Text(AuditEntry entry, long seq) => Encoding.ASCII.GetString(entry.ToBytes(seq));
}
