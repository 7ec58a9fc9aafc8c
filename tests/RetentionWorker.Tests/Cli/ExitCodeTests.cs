using System.Text.RegularExpressions;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.Cli;

public sealed partial class ExitCodeTests
{
    [Fact]
    public void The_page_lists_every_code_and_no_other()
    {
        var page = File.ReadAllText(Repository.File("docs/exit-codes.md"));
        var written = Row().Matches(page).Select(m => (int.Parse(m.Groups[1].Value), m.Groups[2].Value)).ToList();
        Assert.Equal(Enum.GetValues<ExitCode>().Select(c => ((int)c, c.ToString())), written);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0, 0, 0)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(69, 2, 3, 69)]
    [InlineData(4, 3, 69, 4, 0)]
    [InlineData(5, 4, 69, 5)]
    [InlineData(130, 130, 4)]
    public void Of_several_the_gravest_counts(int expected, params int[] several) => Assert.Equal((ExitCode)expected, ExitCodes.Of(several.Select(c => (ExitCode)c)));

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
