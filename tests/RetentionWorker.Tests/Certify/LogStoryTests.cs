using System.Text.Json;
using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Certify;

namespace RetentionWorker.Tests.Certify;

/// <summary>What a certificate reads out of the log: what is not shown to be gone is not gone.</summary>
public sealed class LogStoryTests
{
    private const string Intended = """{"actor":"schedule","at":"2026-11-23T09:00:00Z","category":"recording","due":"2026-11-21","eraseBy":"2026-12-04","kind":"erasure-intended",PEOPLE"plan":"aa","project":"study-1","record":"R1","rules":["r"],"schedule":"bb","store":"interviews"}""";
    private const string Erased = """{"actor":"schedule","at":"2026-11-23T09:00:01Z","copies":1,"intent":0,"kind":"erased","method":"unlinked","record":"R1","residue":[{"kind":"backup","until":"2026-12-28"}],"verified":"listed-absent"}""";

    [Theory]
    [InlineData("failed", "code")]
    [InlineData("refused", "code")]
    [InlineData("kept", "reason")]
    public void A_record_whose_last_outcome_is_not_that_it_is_gone_is_not_gone_until_a_later_one_says_so(string kind, string key)
    {
        var story = Of(null, Intended, $$"""{"actor":"schedule","at":"2026-11-23T09:00:01Z","{{key}}":"EIO","intent":0,"kind":"{{kind}}","record":"R1"}""");
        Assert.Equal("R1", Assert.Single(story.NotGone));
        Assert.Equal((0L, 0), (story.OpenIntents, story.Gone.All.Count()));
        story.Read(2, Parse(Intended));
        story.Read(3, Parse(Erased.Replace("\"intent\":0", "\"intent\":2", StringComparison.Ordinal)));
        Assert.Equal((0, kind == "kept" ? 0L : 1L), (story.NotGone.Count, story.RetriedAndGone));
    }

    [Fact]
    public void A_record_that_was_gone_and_failed_to_go_again_is_not_gone()
    {
        var story = Of(null, Intended, Erased, Intended, """{"actor":"schedule","at":"2026-11-23T09:00:01Z","code":"EIO","intent":2,"kind":"failed","record":"R1"}""");
        Assert.Single(story.NotGone);
    }

    [Fact]
    public void An_intent_without_an_outcome_is_open_and_not_gone()
    {
        var story = Of(null, Intended);
        Assert.Equal((1L, 1), (story.OpenIntents, story.NotGone.Count));
    }

    [Fact]
    public void A_participant_has_what_names_them_alone_or_among_others_or_nobody_and_nothing_of_anybody_else()
    {
        var person = new ParticipantId("P01");
        Assert.Equal(1, Of(person, Named("\"participant\":\"C1\",")).OpenIntents);
        Assert.Equal(1, Of(person, Named("\"participants\":[\"C2\",\"C1\"],")).OpenIntents);
        Assert.Equal(1, Of(person, Named("")).OpenIntents);
        Assert.Equal(0, Of(person, Named("\"participant\":\"C2\",")).OpenIntents);
        Assert.Equal(0, Of(person, Named("\"participant\":\"C1\",").Replace("study-1", "study-2", StringComparison.Ordinal)).OpenIntents);
    }

    [Fact]
    public void What_an_outcome_says_of_copies_is_read_as_it_is_written()
    {
        var (gone, count) = Assert.Single(Of(null, Intended, Erased).Gone.All);
        Assert.Equal((new LocalDate(2026, 11, 23), 1L), (gone.On, count));
        Assert.Equal([new(Retention.Domain.Outcomes.ResidueKind.Backup, new LocalDate(2026, 12, 28))], LogStory.ResidueOf(gone.Residue));
        Assert.Null(Assert.Single(LogStory.ResidueOf("""[{"kind":"version"}]""")).Until);
    }

    private static string Named(string people) => Intended.Replace("PEOPLE", people, StringComparison.Ordinal);

    private static LogStory Of(ParticipantId? person, params string[] entries)
    {
        var project = new ProjectId("study-1");
        var story = new LogStory(
            new FoundScope(new(project, person, null), new HashSet<ProjectId> { project }, new HashSet<string> { "C1" }, new HashSet<string>()), DateTimeZone.Utc);
        for (var seq = 0; seq < entries.Length; seq++)
            story.Read(seq, Parse(entries[seq]));
        return story;
    }

    private static JsonElement Parse(string entry) => JsonElement.Parse(entry.Replace("PEOPLE", "\"participant\":\"C1\",", StringComparison.Ordinal));
}
