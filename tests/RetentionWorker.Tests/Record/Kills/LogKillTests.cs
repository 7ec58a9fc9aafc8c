using RetentionWorker.CrashHost;

namespace RetentionWorker.Tests.Record.Kills;

/// <summary>
/// Processes that append to one log, export, anchor and prune it and change its key, all at once, are killed at any moment. No entry that was acknowledged is lost, every exported state verifies as it lies,
/// and an older database that is put back is refused. A fixed sample; <c>tests/campaigns.sh kills</c> plays the same with <c>KILLS</c> of them.
/// </summary>
public sealed class LogKillTests(ITestOutputHelper output)
{
    /// <summary>Lives of one installation; its log grows with each.</summary>
    private const int LivesOfOne = 30;

    [Fact]
    public async Task Killed_at_any_moment_a_log_keeps_what_it_acknowledged()
    {
        var kills = CampaignSample.Size("KILLS", 30);
        var tally = new Tally();
        for (var seed = 1; tally.Wants(kills); seed++)
        {
            await using var bed = await LogKillBed.StartAsync(seed);
            await LiveAsync(bed, seed, kills, tally);
            tally.Add(bed);
        }
        output.WriteLine(tally.ToString());
        CampaignSample.Report(tally.ToString());
        Assert.True(tally.Failures.Count == 0, tally.ToString());
        Assert.True(tally.NeverHit.Count == 0, $"none was killed in the middle of {string.Join(" or ", tally.NeverHit)}\n{tally}");
        Assert.True(tally is { Acknowledged: > 1000, Pruned: > 0, Refused: > 0 }, tally.ToString());
    }

    private static async Task LiveAsync(LogKillBed bed, int seed, int kills, Tally tally)
    {
        var (dice, sound) = (new Random(seed), true);
        // What one life broke, the next ones would only find again.
        for (var life = 0; life < LivesOfOne && tally.Wants(kills) && sound; life++)
        {
            var death = tally.Killed < kills ? Next(life, dice) : RightAfter(tally.NeverHit[0], 1, 0);
            var (inTheMiddleOf, problems) = await bed.KillAsync(death);
            tally.Add(inTheMiddleOf);
            sound = problems.Count == 0;
            if (!sound)
                tally.Failures.Add($"seed {seed}, life {life}, {death}: {string.Join("; ", problems)}");
        }
        if (sound)
            await bed.FinishAsync();
    }

    /// <summary>In turn in the middle of each activity, right after the end of one, and anywhere from its start on.</summary>
    private static LogDeath Next(int life, Random dice)
    {
        var turn = life % (LogHost.Activities.Count + 2);
        if (turn == LogHost.Activities.Count)
            return new($"end {LogHost.Activities[dice.Next(turn)]}", dice.Next(1, 4), TimeSpan.FromMicroseconds(dice.Next(1000)));
        if (turn > LogHost.Activities.Count)
            return new(null, 1, TimeSpan.FromMilliseconds(dice.Next(100, 1500)));
        // Mostly soon: some activities are short.
        return RightAfter(LogHost.Activities[turn], dice.Next(1, turn == 0 ? 60 : 4), (int)(4000 * Math.Pow(dice.NextDouble(), 3)));
    }

    private static LogDeath RightAfter(string activity, int occurrence, int microseconds) => new($"begin {activity}", occurrence, TimeSpan.FromMicroseconds(microseconds));

    private sealed class Tally
    {
        private readonly Dictionary<string, int> hit = LogHost.Activities.ToDictionary(a => a, _ => 0);
        private int between;
        private long exported;
        private long anchored;

        public int Killed { get; private set; }

        public long Acknowledged { get; private set; }

        public long Pruned { get; private set; }

        public long Refused { get; private set; }

        public List<string> Failures { get; } = [];

        public IReadOnlyList<string> NeverHit => [.. hit.Where(h => h.Value == 0).Select(h => h.Key)];

        /// <summary>As many as are asked for; and where a machine was too busy to be killed in the middle of one activity, up to as many again at that one.</summary>
        public bool Wants(int kills) => Failures.Count == 0 && (Killed < kills || (NeverHit.Count > 0 && Killed < 2 * kills));

        public void Add(IReadOnlyList<string> inTheMiddleOf)
        {
            Killed++;
            foreach (var activity in inTheMiddleOf)
                hit[activity]++;
            between += inTheMiddleOf.Count == 0 ? 1 : 0;
        }

        public void Add(LogKillBed bed)
        {
            Acknowledged += bed.Acknowledged;
            exported += bed.Exported;
            anchored += bed.Anchored;
            Pruned += bed.Pruned;
            Refused += bed.Refused;
        }

        public override string ToString() => string.Join('\n', [
            .. Failures,
            $"seeds from 1, {LivesOfOne} lives each; in the middle of {string.Join(", ", hit.Select(h => $"{h.Key} {h.Value}"))}; of none {between}",
            $"{Acknowledged} entries acknowledged, {exported} exported states, {anchored} checkpoints anchored, {Pruned} entries pruned, {Refused} older databases refused",
            $"{Killed} kills, {Killed - Failures.Count} sound, {Failures.Count} failed"]);
    }
}
