using RetentionWorker.Stores.Files;

namespace RetentionWorker.Tests.Stores.Files;

public sealed class FilesStoreOptionsCheckTests
{
    private static readonly FilesStoreOptions Good = new()
    {
        Root = "interviews",
        Template = "{project}/{category}/{participant}/{*}",
        Declared = new FilesDeclaredOptions { BackupDays = 35, SnapshotDays = 0 },
    };

    [Fact]
    public void Accepts_a_complete_store() => Assert.Empty(FilesStoreOptionsCheck.Problems("stores.interviews", Good, "/etc/retention"));

    [Fact]
    public void Reports_everything_at_once_each_with_its_key()
    {
        var problems = FilesStoreOptionsCheck.Problems("stores.x", new FilesStoreOptions { Parallelism = 0 }, "/");
        Assert.Equal(["stores.x.root", "stores.x.template", "stores.x.parallelism", "stores.x.declared"], problems.Select(p => p[..p.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData(null, 0, "backupDays")]
    [InlineData(0, null, "snapshotDays")]
    [InlineData(-1, 0, "backupDays")]
    [InlineData(0, 100_000, "snapshotDays")]
    public void Wants_each_declared_number_written_and_sensible(int? backup, int? snapshot, string key)
    {
        var options = Good with { Declared = new FilesDeclaredOptions { BackupDays = backup, SnapshotDays = snapshot } };
        Assert.StartsWith($"stores.x.declared.{key}:", Assert.Single(FilesStoreOptionsCheck.Problems("stores.x", options, "/")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/srv/..")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    public void Refuses_roots_that_cannot_be_meant(string root) =>
        Assert.Single(FilesStoreOptionsCheck.Problems("stores.x", Good with { Root = root }, "/etc"));

    [Theory]
    [InlineData("interviews", "/etc/retention/interviews")]
    [InlineData("../interviews/", "/etc/interviews")]
    [InlineData("/srv/interviews//", "/srv/interviews")]
    public void Takes_the_root_relative_to_the_configuration(string root, string expected) =>
        Assert.Equal(expected, FilesStoreOptionsCheck.RootPath(Good with { Root = root }, "/etc/retention"));

    [Theory]
    [InlineData("/srv/a", "/srv/a", true)]
    [InlineData("/srv/a", "/srv/a/b", true)]
    [InlineData("/srv/a/b", "/srv/a", true)]
    [InlineData("/srv/a", "/srv/ab", false)]
    [InlineData("/srv/a", "/srv/b", false)]
    public void Sees_roots_that_overlap_by_segment(string one, string other, bool overlap) => Assert.Equal(overlap, FilesStoreOptionsCheck.Overlap(one, other));

    [Fact]
    public async Task Sees_an_overlap_through_a_symbolic_link()
    {
        await using var store = new FilesHarness();
        Posix.SymbolicLink(store.Root, Path.Combine(store.Base, "alias"));
        Assert.Single(FilesStoreOptionsCheck.Overlaps([("stores.a", store.Root), ("stores.b", Path.Combine(store.Base, "alias", "sub"))]));
    }
}
