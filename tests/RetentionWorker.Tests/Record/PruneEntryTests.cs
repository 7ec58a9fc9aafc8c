using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Calendar;
using Retention.Domain.Holds;
using RetentionWorker.Record;

namespace RetentionWorker.Tests.Record;

/// <summary>What the entry that announces a pruning may say, and what is believed of entries that nobody can read any more.</summary>
public sealed class PruneEntryTests
{
    // As [InlineData] names them; the keys themselves are made of seeds.
    private const string First = "first";
    private const string Second = "second";
    private static readonly NoteSigner[] Signers = [NoteSigner.Of("retention/0123456789abcdef", new byte[32]), NoteSigner.Of("retention/0123456789abcdef", [.. Enumerable.Repeat((byte)1, 32)])];
    private static readonly Dictionary<string, string> Key = new() { [First] = Signers[0].Key.ToString(), [Second] = Signers[1].Key.ToString() };
    private const string Record = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";
    private readonly CanonicalWriter writer = new();

    /// <summary>A log of which the entries from <paramref name="first"/> on are read: two keys, three holds, of which one is released, and an intent whose outcome comes after index 256.</summary>
    private EntryChecks Story(long first)
    {
        var checks = new EntryChecks(first);
        var story = new (long, AuditEntry)[]
        {
            (0, new AuditEntry.LogKeyUsed(Study.Start, "os-1", Key[First])), (1, Placed(1)), (2, Placed(2)), (100, Rotated(100)),
            (200, Intent()), (256, new AuditEntry.HoldReleased(Study.Start, "os-1", 1, Study.Project)), (260, Placed(3)), (270, Outcome(200)),
        };
        foreach (var (seq, entry) in story.Where(s => s.Item1 >= first))
            Assert.Null(Read(checks, seq, entry));
        return checks;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public void The_truth_is_taken_and_tells_what_was_left_in_force(long first)
    {
        var checks = Story(first);
        Assert.Equal(first == 0, checks.KnowsThePast);
        Assert.Null(Read(checks, 300, Pruned(256, [First, Second], [2, 3])));
        Assert.True(checks.KnowsThePast);
        Assert.Equal([2L, 3L], checks.Holds.Keys.Order());
        Assert.Equal([Key[First], Key[Second]], checks.LogKeys.All);
        // From here on nothing is taken on trust.
        Assert.NotNull(Read(checks, 301, Outcome(100)));
    }

    [Theory]
    [InlineData(0, 256, 2)]
    [InlineData(0, 256, 1, 2, 3)]
    [InlineData(256, 256, 2)]
    [InlineData(0, 255, 2, 3)]
    [InlineData(0, 512, 2, 3)]
    [InlineData(0, 0, 2, 3)]
    public void Other_holds_or_half_a_bundle_are_a_lie(long first, long minimum, params int[] holds) =>
        Assert.NotNull(Read(Story(first), 300, Pruned(minimum, [First, Second], [.. holds.Select(h => (long)h)])));

    [Theory]
    [InlineData(0, First)]
    [InlineData(0, Second)]
    [InlineData(0, Second, First)]
    [InlineData(0)]
    public void Other_keys_are_a_lie(long first, params string[] keys) => Assert.NotNull(Read(Story(first), 300, Pruned(256, keys, [2, 3])));

    [Fact]
    public void A_key_that_takes_the_place_of_a_pruned_one_must_be_named_after_it()
    {
        foreach (var (keys, sound) in new (string[], bool)[] { ([First], true), ([], false), ([Second], false) })
        {
            var checks = new EntryChecks(256);
            Assert.Null(Read(checks, 256, Rotated(256)));
            Assert.Equal(sound, Read(checks, 300, Pruned(256, keys, [])) is null);
            if (sound)
                Assert.Equal([Key[First], Key[Second]], checks.LogKeys.All);
        }
    }

    [Fact]
    public void Without_an_announcement_the_past_stays_unknown()
    {
        Assert.False(Story(256).KnowsThePast);
        // Nor does one help that lets fewer go.
        var checks = new EntryChecks(512);
        Assert.Null(Read(checks, 600, Pruned(256, [First, Second], [])));
        Assert.False(checks.KnowsThePast);
    }

    /// <summary>Two keys are pruned and one comes after: at sizes within what is pruned any of the two may have signed, and only from the second on endorsements can be read.</summary>
    [Fact]
    public void A_checkpoint_of_what_is_pruned_counts_by_any_key_of_then_and_a_later_one_by_its_own()
    {
        using var third = NoteSigner.Of("retention/0123456789abcdef", [.. Enumerable.Repeat((byte)2, 32)]);
        var checks = new EntryChecks(256);
        Assert.Null(Read(checks, 256, Pruned(256, [First, Second], [])));
        Assert.Null(Read(checks, 257, new AuditEntry.LogKeyUsed(Study.Start, "os-1", third.Key.ToString(), Key[Second], Convert.ToBase64String(Signers[1].Endorse(257, third.Key)))));
        foreach (var (size, keys) in new (long, string[])[] { (1, [Key[First], Key[Second]]), (255, [Key[First], Key[Second]]), (256, [Key[Second]]), (257, [Key[Second]]), (258, [third.Key.ToString()]), (900, [third.Key.ToString()]) })
            Assert.Equal(keys, checks.LogKeys.At(size));
        Assert.Equal((false, true, true), (checks.LogKeys.LeadsFrom(Key[First]), checks.LogKeys.LeadsFrom(Key[Second]), checks.LogKeys.LeadsFrom(third.Key.ToString())));
    }

    private static AuditEntry.LogKeyUsed Rotated(long seq) =>
        new(Study.Start, "os-1", Key[Second], Key[First], Convert.ToBase64String(Signers[0].Endorse(seq, Signers[1].Key)));

    private string? Read(EntryChecks checks, long seq, AuditEntry entry) => checks.ProblemOf(seq, entry.ToBytes(seq, writer));

    private static AuditEntry.LogPruned Pruned(long minimum, IReadOnlyList<string> keys, IReadOnlyList<long> holds) =>
        new(Study.Start, "schedule", minimum, CalendarPeriod.Parse("P7Y"), new string('a', 64), [.. keys.Select(k => Key[k])], holds);

    private static AuditEntry.HoldPlaced Placed(long hold) =>
        new(Study.Start, "os-1", hold, Study.Project, null, null, null, HoldKind.Litigation, "CASE/1", new LocalDate(2034, 12, 31));

    private static AuditEntry.ErasureIntended Intent() => new(
        Study.Start, "schedule", 1, Record, new("interviews"), Study.Project, new("recording"), [], new(2026, 11, 16), new(2026, 11, 29), [], "plan", "schedule");

    private static AuditEntry.AlreadyAbsent Outcome(long intent) => new(Study.Start, "schedule", intent, Record, [], "listed-absent");
}
