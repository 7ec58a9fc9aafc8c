using System.Text.Json;
using RetentionWorker.Races;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests;

/// <summary>The table of planted faults cannot rot: each can still be planted, and what is to catch it exists.</summary>
public sealed class PlantedFaultTests
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    private sealed record Fault(string Id, string File, string Find, string Replace, string Disaster, IReadOnlyList<string> Catchers);

    [Fact]
    public void Each_fault_is_planted_at_exactly_one_place_and_changes_it()
    {
        Assert.All(Table(), fault =>
        {
            Assert.Equal(2, File.ReadAllText(Path.Combine(RepositoryRoot.Path, fault.File)).Split(fault.Find).Length);
            Assert.NotEqual(fault.Find, fault.Replace);
        });
    }

    [Fact]
    public void What_is_to_catch_a_fault_exists()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.All(Table(), fault =>
        {
            Assert.NotEmpty(fault.Catchers);
            Assert.All(fault.Catchers, catcher =>
            {
                var words = catcher.Split(' ');
                Assert.True(words[0] switch
                {
                    "tests" or "domain" => words.Skip(1).All(name => sources.Exists(s => s.Contains($"class {name}", StringComparison.Ordinal))),
                    "simulation" => words.Length == 2,
                    "race" => words.Length == 3 && RaceSample.Names.Contains(words[1]),
                    _ => false,
                }, catcher);
            });
        });
    }

    [Fact]
    public void There_are_thirty_and_no_two_alike()
    {
        var table = Table();
        Assert.True(table.Count >= 30);
        Assert.Equal(table.Count, table.Select(f => f.Id).Distinct().Count());
        Assert.Equal(table.Count, table.Select(f => (f.File, f.Find, f.Replace)).Distinct().Count());
    }

    private static List<Fault> Table() => JsonSerializer.Deserialize<List<Fault>>(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "faults", "faults.json")), Names)!;
}
