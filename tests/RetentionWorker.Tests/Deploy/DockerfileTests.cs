using System.Text.RegularExpressions;

namespace RetentionWorker.Tests.Deploy;

/// <summary>What can be told of the image without an engine.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Lines = Unfold(File.ReadAllText(Repository.File("deploy", "docker", "Dockerfile")));

    [Fact]
    public void Every_file_that_it_copies_from_the_repository_is_there_and_not_ignored()
    {
        var kept = File.ReadLines(Repository.File(".dockerignore")).Where(l => l.StartsWith('!')).Select(l => l[1..].Replace("/**", "/")).ToList();
        var sources = Lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from=")).SelectMany(l => l.Split(' ')[1..^1]).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, source =>
        {
            Assert.True(Path.Exists(Repository.File(source)), source);
            Assert.Contains(kept, k => source.StartsWith(k, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void It_builds_in_one_image_and_runs_in_another_without_a_compiler()
    {
        var images = Lines.Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, images.Count);
        Assert.Contains("/sdk:", images[0]);
        Assert.Contains("/runtime:", images[1]);
    }

    [Fact]
    public void It_runs_as_a_numbered_user_that_is_not_root()
    {
        var user = Lines.Last(l => l.StartsWith("USER ", StringComparison.Ordinal))["USER ".Length..];
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", user);
        Assert.True(Array.FindIndex(Lines, l => l.StartsWith("USER ", StringComparison.Ordinal)) > Array.FindIndex(Lines, l => l.Contains("useradd")));
    }

    [Fact]
    public void Its_health_check_and_its_command_are_verbs_of_the_program()
    {
        Assert.Contains(Lines, l => l.StartsWith("HEALTHCHECK ", StringComparison.Ordinal) && l.EndsWith("CMD [\"/opt/retention/retention\", \"health\"]", StringComparison.Ordinal));
        Assert.Contains("ENTRYPOINT [\"/opt/retention/retention\"]", Lines);
        Assert.Contains("CMD [\"run\"]", Lines);
        var verbs = RetentionWorker.Cli.Verbs.All(_ => Task.FromResult(RetentionWorker.Cli.ExitCode.Done)).Select(v => v.Name).ToList();
        Assert.Contains("health", verbs);
        Assert.Contains("run", verbs);
    }

    [Fact]
    public void It_publishes_a_project_that_is_there()
    {
        var publish = Lines.Single(l => l.Contains("dotnet publish"));
        Assert.True(File.Exists(Repository.File(Project().Match(publish).Value)));
    }

    private static string[] Unfold(string text) =>
        [.. Continued().Replace(text, " ").Split('\n').Where(l => l.Length > 0 && !l.StartsWith('#'))];

    [GeneratedRegex(@" *\\\n *")]
    private static partial Regex Continued();

    [GeneratedRegex(@"src/\S+\.csproj")]
    private static partial Regex Project();
}
