using System.Text.RegularExpressions;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests;

/// <summary>The page of threats names tests that exist, and disasters that are tried nowhere else are tried here.</summary>
public sealed partial class ThreatTests
{
    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var here = typeof(ThreatTests).Assembly.GetTypes().ToLookup(t => t.Name);
        var elsewhere = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests", "Retention.Domain.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText);
        var named = Rows().SelectMany(r => Named().Matches(r)).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).ToList();
        Assert.All(named, test => Assert.True(
            here[test.Class].Any(t => t.GetMethod(test.Method)?.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0)
            || (elsewhere.TryGetValue(test.Class, out var source) && source.Contains($" {test.Method}(", StringComparison.Ordinal)),
            $"{test.Class}.{test.Method}"));
        Assert.True(named.Count > 80);
    }

    [Fact]
    public void Every_disaster_has_a_guard_and_a_test()
    {
        var rows = Rows();
        Assert.True(rows.Count >= 40);
        Assert.All(rows, row =>
        {
            var cells = row.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            Assert.Equal(3, cells.Length);
            Assert.DoesNotContain("", cells);
            Assert.NotEmpty(Named().Matches(cells[2]));
        });
    }

    [Theory]
    [InlineData("\"root\": \"$INTERVIEWS/data\"")]
    [InlineData("\"root\": \"${INTERVIEWS}/data\"")]
    [InlineData("\"root\": \"\"")]
    [InlineData("\"root\": \"/\"")]
    [InlineData("\"root\": \"/data\"")]
    public async Task An_unset_variable_erases_nothing(string root)
    {
        using var desk = new Desk();
        await EndedAsync(desk);
        desk.Write("retention.json", Desk.Configuration.Replace("\"root\": \"interviews\"", root, StringComparison.Ordinal));
        var said = await desk.SayAsync("run", "--once");
        Assert.Contains(said.Code, (IEnumerable<ExitCode>)[ExitCode.BadConfiguration, ExitCode.Refused]);
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Theory]
    [InlineData("--project", "*")]
    [InlineData("--project", "study-*")]
    [InlineData("--project", "study-1", "--participant", "*")]
    [InlineData("--project", "study-1", "--participant", "P0%")]
    [InlineData("--project", "study-1", "--category", "*")]
    [InlineData("--project", "")]
    public async Task A_wildcard_is_a_name_that_nobody_has(params string[] scope)
    {
        using var desk = new Desk();
        await EndedAsync(desk);
        var before = desk.Snapshot();
        var said = await desk.SayAsync(["purge", "--yes", "--plan", new string('0', 64), .. scope]);
        Assert.Contains(said.Code, (IEnumerable<ExitCode>)[ExitCode.BadInput, ExitCode.Usage]);
        Assert.Equal(before, desk.Snapshot());
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
    }

    private static async Task EndedAsync(Desk desk)
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("plan");
    }

    private static List<string> Rows() =>
        [.. File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "threats.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(2)];

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex Named();
}
