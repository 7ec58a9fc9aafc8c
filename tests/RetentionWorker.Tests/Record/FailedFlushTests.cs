using RetentionWorker.Tests.Catalogue;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.Record;

/// <summary>The built program, with a disk that fails: nothing is recorded under a key that may not be there tomorrow.</summary>
public sealed class FailedFlushTests
{
    [Theory]
    [InlineData(".new")]
    [InlineData("")]
    public void A_key_that_cannot_be_flushed_is_not_used(string failing)
    {
        using var place = new TemporaryCatalogue();
        place.Catalogue.Dispose();
        Assert.Equal(0, Retention(place, "project", "add", "lonely", "--planned-end", "2027-01-01").Code);
        var keys = Path.Combine(place.Directory, "commitment-keys");
        Directory.CreateDirectory(keys);

        string[] withdrawal = ["withdraw", "--project", "lonely", "--participant", "p-01", "--on", "2026-01-01", "--ground", "consent"];
        var failed = Repository.Run(
            "strace", ["-f", "-qq", "-o", "/dev/null", "-P", Path.Combine(keys, failing), "-e", "trace=fsync", "-e", "inject=fsync:error=EIO", "dotnet", Program, "--data", place.Directory, .. withdrawal]);
        Assert.NotEqual(0, failed.Code);
        Assert.Empty(Directory.GetFileSystemEntries(keys));
        // The log's own key, and the project.
        Assert.Contains("2 entries", Retention(place, "audit", "verify").Output, StringComparison.Ordinal);

        Assert.Equal(0, Retention(place, withdrawal).Code);
        Assert.Contains("3 entries", Retention(place, "audit", "verify").Output, StringComparison.Ordinal);
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "retention.dll");

    private static (int Code, string Output) Retention(TemporaryCatalogue place, params string[] arguments) =>
        Repository.Run("dotnet", [Program, "--data", place.Directory, .. arguments]);
}
