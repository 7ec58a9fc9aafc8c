using System.Text;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores.Files;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Tests.Stores.Files;

/// <summary>
/// While a record is erased, its folder is swapped for a symbolic link to a folder outside, again and again. The file outside is a hard link of the
/// record: same inode, same version. Nothing but the way the folder is opened keeps it.
/// </summary>
public sealed class SwapRaceTests
{
    private const int Iterations = 20_000;

    private static readonly byte[] Victim = "victim"u8.ToArray();

    [Fact]
    public async Task Never_leaves_the_root_in_twenty_thousand_races()
    {
        await using var race = new Race();
        int erased = 0, kept = 0;

        for (var i = 0; i < Iterations; i++)
        {
            var order = Orders.For([(RecordName.FromText("p/victim"), race.Renew())]);
            var outcome = Assert.Single(race.Store.Erase(order));
            if (outcome is ErasureOutcome.Erased)
                erased++;
            else if (outcome is ErasureOutcome.Kept { Reason: KeptReason.Changed })
                kept++;
            else
                Assert.Fail($"an outcome that no swap explains: {outcome.GetType().Name}");
            Assert.True(race.OutsideIsThere, $"escaped in race {i}");
            // Erased means erased from the folder itself, even while a link stood in its place a moment before or after.
            Assert.Equal(outcome is not ErasureOutcome.Erased, race.InsideIsThere);
        }

        Assert.True(erased > 100 && kept > 100, $"there was no race: {erased} erased, {kept} kept");
        TestContext.Current.SendDiagnosticMessage($"swap race: {erased} erased, {kept} kept, {race.Swaps} swaps");
    }

    /// <summary>The race is a real one: unlinking by path loses it.</summary>
    [Fact]
    public async Task Would_have_caught_an_eraser_that_checks_the_path_and_then_unlinks_by_it()
    {
        await using var race = new Race();
        // A busy machine swaps in bursts: it takes some thousand tries, or some hundred thousand.
        for (var i = 0; i < 100 * Iterations && race.OutsideIsThere; i++)
        {
            race.Renew();
            var path = race.Store.PathOf("p/victim");
            if (new DirectoryInfo(race.Store.PathOf("p")).LinkTarget is null)
                _ = Posix.Unlink(path);
        }
        Assert.False(race.OutsideIsThere);
    }

    private sealed class Race : IAsyncDisposable
    {
        private readonly int root;
        private readonly int inside;
        private readonly int outside;
        private readonly Thread swapper;
        private volatile bool stop;

        public Race()
        {
            // The race is about names, not about disks: in memory, where there is a place for it.
            Store = new FilesHarness(participantDepth: null, under: Directory.Exists("/dev/shm") ? "/dev/shm" : null);
            var elsewhere = Path.Combine(Store.Base, "outside");
            Posix.MakeDirectory(elsewhere);
            Posix.MakeDirectory(Store.PathOf("p"));
            Posix.SymbolicLink(elsewhere, Store.PathOf("link"));
            root = Posix.Open(Store.Root, Posix.Directory);
            inside = Posix.Open(Store.PathOf("p"), Posix.Directory);
            outside = Posix.Open(elsewhere, Posix.Directory);
            Posix.Close(Posix.OpenAt(outside, Victim, Posix.Create | Posix.WriteOnly));
            swapper = new Thread(() =>
            {
                for (; !stop; Swaps++)
                    _ = Posix.TryExchange(root, "p"u8.ToArray(), "link"u8.ToArray());
            });
            swapper.Start();
        }

        public FilesHarness Store { get; }

        public long Swaps { get; private set; }

        public bool OutsideIsThere => Posix.Exists(outside, Victim);

        public bool InsideIsThere => Posix.Exists(inside, Victim);

        /// <summary>Makes the record anew, as a hard link of the file outside, and returns their common version.</summary>
        public RecordVersion Renew()
        {
            _ = Posix.LinkAt(outside, Victim, inside, Victim);
            Assert.True(LibC.Facts(outside, Victim, out var facts) >= 0);
            return FileVersion.Of(facts);
        }

        public async ValueTask DisposeAsync()
        {
            stop = true;
            swapper.Join();
            Posix.Close(root);
            Posix.Close(inside);
            Posix.Close(outside);
            await Store.DisposeAsync();
        }
    }
}
