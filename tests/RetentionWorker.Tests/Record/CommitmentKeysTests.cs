using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Record;

namespace RetentionWorker.Tests.Record;

public sealed class CommitmentKeysTests : IDisposable
{
    private readonly Study study = new();

    [Fact]
    public void A_key_is_made_once_for_its_owners_eyes_only()
    {
        var key = study.Keys.Current(Study.Project);
        Assert.Equal(32, key.Length);
        Assert.Equal(key, study.Keys.Current(Study.Project));
        Assert.Equal(key, study.NewKeys().Current(Study.Project));

        var file = Assert.Single(Directory.GetFileSystemEntries(study.KeyDirectory));
        Assert.Equal("lonely.1.key", Path.GetFileName(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(study.KeyDirectory).UnixFileMode);
    }

    [Fact]
    public void Projects_have_keys_of_their_own_and_looking_makes_none()
    {
        Assert.Empty(study.Keys.Living(Study.Project));
        Assert.Empty(study.Keys.Projects());
        Assert.False(Directory.Exists(study.KeyDirectory));
        Assert.NotEqual(study.Keys.Current(new("a")), study.Keys.Current(new("a.1")));
        Assert.Equal([new("a"), new ProjectId("a.1")], study.Keys.Projects());
    }

    [Fact]
    public void The_latest_epoch_is_used_and_every_living_one_is_looked_through()
    {
        study.Keys.Current(Study.Project);
        var later = Enumerable.Repeat((byte)7, 32).ToArray();
        File.WriteAllBytes(Path.Combine(study.KeyDirectory, "lonely.10.key"), later);
        File.WriteAllBytes(Path.Combine(study.KeyDirectory, "lonely.2.key"), [.. Enumerable.Repeat((byte)2, 32)]);
        var keys = study.NewKeys();
        Assert.Equal(later, keys.Current(Study.Project));
        Assert.Equal(3, keys.Living(Study.Project).Count);
        Assert.Contains(Commitment.OfParticipant(later, Study.Project, new("p-01")), new Commitments(keys).AllOfParticipant(Study.Project, new("p-01")));
    }

    [Fact]
    public void A_key_that_was_cut_short_is_never_used()
    {
        study.Keys.Current(Study.Project);
        File.WriteAllBytes(Path.Combine(study.KeyDirectory, "lonely.1.key"), new byte[31]);
        Assert.Throws<InvalidDataException>(() => study.NewKeys().Current(Study.Project));
    }

    [Fact]
    public async Task Processes_that_need_the_first_key_at_once_agree_on_one()
    {
        for (var round = 0; round < 20; round++)
        {
            var project = new ProjectId($"p{round}");
            using var start = new Barrier(4);
            var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    var own = new CommitmentKeys(study.KeyDirectory, System.Security.Cryptography.RandomNumberGenerator.GetBytes);
                    start.SignalAndWait();
                    return Convert.ToHexString(own.Current(project));
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.Single(keys.Distinct());
        }
        Assert.Equal(20, Directory.GetFileSystemEntries(study.KeyDirectory).Length);
    }

    [Fact]
    public void What_a_killed_process_left_of_a_key_goes_with_the_next_one()
    {
        Directory.CreateDirectory(study.KeyDirectory);
        File.WriteAllBytes(Path.Combine(study.KeyDirectory, ".new"), new byte[32]);
        study.Keys.Current(Study.Project);
        Assert.Equal("lonely.1.key", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(study.KeyDirectory))));
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("")]
    [InlineData("a/b")]
    public void No_project_id_leads_out_of_the_directory(string id) => Assert.Throws<ArgumentException>(() => study.Keys.Current(new(id)));

    public void Dispose() => study.Dispose();
}
