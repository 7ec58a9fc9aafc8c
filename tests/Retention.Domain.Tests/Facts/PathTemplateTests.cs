using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Tests.Facts;

public sealed class PathTemplateTests
{
    private static readonly PathTemplate Usual = Template("{project}/{category}/{participant}/{*}");

    [Fact]
    public void Reads_the_facts_from_the_segments()
    {
        var match = Match(Usual, "lonely/recording/P01/interview.wav");
        Assert.Equal(new ProjectId("lonely"), match!.Project);
        Assert.Equal(new CategoryName("recording"), match.Category);
        Assert.Equal(new ParticipantId("P01"), match.Participation.Sole);
        Assert.Null(match.CollectedOn);
    }

    [Theory]
    [InlineData("lonely/recording/P01/2026/audio/interview.wav")]
    [InlineData("lonely/recording/P01/.hidden")]
    [InlineData("lonely/recording/P01/a//b")]
    [InlineData("lonely/recording/P01/trail/")]
    [InlineData("lonely/recording/P01/")]
    [InlineData("lonely/recording/P01/...")]
    public void The_rest_is_one_or_more_segments_of_any_kind(string name) =>
        Assert.Equal(new ParticipantId("P01"), Match(Usual, name)!.Participation.Sole);

    [Theory]
    [InlineData("lonely/recording/P01")]
    [InlineData("lonely/recording")]
    [InlineData("lonely")]
    [InlineData("")]
    [InlineData("/lonely/recording/P01/x")]
    [InlineData("lonely//P01/x")]
    [InlineData("lonely/recording//x")]
    [InlineData("../recording/P01/x")]
    [InlineData("lonely/../P01/x")]
    [InlineData("lonely/recording/../x")]
    [InlineData("lonely/recording/P01/..")]
    [InlineData("lonely/recording/P01/../../other/x")]
    [InlineData("lonely/recording/P01/./x")]
    [InlineData("lonely/recor ding/P01/x")]
    [InlineData("lonely/recording/P01+/x")]
    [InlineData("lonely/recording/+/x")]
    [InlineData("lonely/recording/*/x")]
    [InlineData("lonely/recording/ P01/x")]
    [InlineData("lönely/recording/P01/x")]
    public void What_does_not_fit_is_nobodys_guess(string name) => Assert.Null(Match(Usual, name));

    [Fact]
    public void Bytes_that_are_not_text_may_follow_but_name_nothing()
    {
        Assert.NotNull(Usual.Match(Bytes("lonely/recording/P01/"u8, [0xFF, 0xFE, (byte)'/', 0x80])));
        Assert.Null(Usual.Match(Bytes("lonely/recording/"u8, [0xFF, (byte)'/', (byte)'x'])));
        Assert.Null(Usual.Match(Bytes("lonely/"u8, [0xC3, (byte)'/', (byte)'P', (byte)'/', (byte)'x'])));
    }

    [Fact]
    public void Several_participants_are_joined_by_a_plus_and_their_order_tells_nothing()
    {
        var match = Match(Usual, "lonely/recording/P02+P01/x");
        Assert.True(match!.Participation.IsShared);
        Assert.Equal([new("P01"), new("P02")], match.Participation.Participants);
        Assert.Equal(match.Participation.Participants, Match(Usual, "lonely/recording/P01+P02/x")!.Participation.Participants);
        Assert.Equal(new ParticipantId("P01"), Match(Usual, "lonely/recording/P01+P01/x")!.Participation.Sole);
    }

    [Fact]
    public void Ids_are_compared_byte_for_byte()
    {
        Assert.NotEqual(Match(Usual, "Lonely/recording/P01/x")!.Project, Match(Usual, "lonely/recording/P01/x")!.Project);
        Assert.NotEqual(
            Match(Usual, "lonely/recording/\u00e9/x")!.Participation.Sole,
            Match(Usual, "lonely/recording/e\u0301/x")!.Participation.Sole);
    }

    [Fact]
    public void Literals_stand_for_themselves_and_are_compared_by_whole_segments()
    {
        var template = Template("data/root/{project}/{category}/{*}");
        Assert.NotNull(Match(template, "data/root/lonely/recording/x"));
        Assert.Null(Match(template, "data/rootevil/lonely/recording/x"));
        Assert.Null(Match(template, "Data/root/lonely/recording/x"));
        Assert.Null(Match(template, "data/roo/lonely/recording/x"));
    }

    [Fact]
    public void Without_the_rest_the_depth_is_exact()
    {
        var template = Template("{project}/{category}/{participant}");
        Assert.NotNull(Match(template, "lonely/recording/P01"));
        Assert.Null(Match(template, "lonely/recording/P01/x"));
        Assert.Null(Match(template, "lonely/recording/P01/"));
        Assert.Null(Match(template, "lonely/recording"));
    }

    [Theory]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-02-29", false)]
    [InlineData("2026-2-28", false)]
    [InlineData("20260228", false)]
    [InlineData("02/28/2026", false)]
    [InlineData("-026-02-28", false)]
    [InlineData("2026-02-28T", false)]
    public void The_day_of_collection_is_an_ISO_date(string part, bool fits) =>
        Assert.Equal(
            fits ? new LocalDate(2026, 2, 28) : null,
            Match(Template("{project}/{category}/{collected}/{participant}/{*}"), $"lonely/recording/{part}/P01/x")?.CollectedOn);

    [Theory]
    [InlineData("{project}/{category}/{participant}/{*}", 3)]
    [InlineData("{participant}/{project}/{category}", 1)]
    [InlineData("a/b/{project}/{category}/{participant}", 5)]
    [InlineData("{project}/{category}/{*}", null)]
    public void Knows_how_deep_the_participants_folder_lies(string text, int? depth) => Assert.Equal(depth, Template(text).ParticipantDepth);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("/{project}/{category}", "absolute")]
    [InlineData("file:///{project}/{category}", "absolute")]
    [InlineData("C:/{project}/{category}", "absolute")]
    [InlineData(@"{project}\{category}", "backslash")]
    [InlineData("{project}//{category}", "empty segment")]
    [InlineData("{project}/{category}/", "empty segment")]
    [InlineData("../{project}/{category}", "\"..\"")]
    [InlineData("./{project}/{category}", "\".\"")]
    [InlineData("{project}/{category}/{participent}/{*}", "did you mean '{participant}'?")]
    [InlineData("{project}/{category}/{Participant}", "did you mean '{participant}'?")]
    [InlineData("{project}/{category}/{**}", "unknown placeholder")]
    [InlineData("{project}/{category}/{}", "unknown placeholder")]
    [InlineData("{project}/{category}/*", "whole segment")]
    [InlineData("{project}-x/{category}", "whole segment")]
    [InlineData("{project}{category}", "whole segment")]
    [InlineData("{project/{category}", "whole segment")]
    [InlineData("{project}/{project}/{category}", "{project} more than once")]
    [InlineData("{category}/{participant}/{*}", "no {project}")]
    [InlineData("{project}/{participant}/{*}", "no {category}")]
    [InlineData("{project}/{*}/{category}", "last")]
    [InlineData("{project}/{category}/a\u0007b", "control")]
    public void Says_what_is_wrong_with_a_template(string text, string told)
    {
        var (template, problem) = PathTemplate.Parse(text);
        Assert.Null(template);
        Assert.Contains(told, problem, StringComparison.Ordinal);
    }

    private static PathTemplate Template(string text)
    {
        var (template, problem) = PathTemplate.Parse(text);
        Assert.Null(problem);
        return template!;
    }

    private static TemplateMatch? Match(PathTemplate template, string name) => template.Match(RecordName.FromText(name));

    private static RecordName Bytes(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end) => RecordName.FromBytes([.. start, .. end]);
}
