using CsCheck;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Guards;

namespace Retention.Domain.Tests.Guards;

public sealed class ClockJudgeTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 10, 0);
    private static readonly StoreName Interviews = new("interviews");
    private static readonly Gen<Duration> AnyTime = Gen.Long[0, 100L * 365 * 86_400].Select(Duration.FromSeconds);
    private static readonly Gen<Duration> Little = Gen.Long[-299, 299].Select(Duration.FromSeconds);

    private static ClockEvidence Sound(params IReadOnlyList<StoreTime> stores) => new(Now, Now, Now, stores, new Dictionary<StoreName, Duration>(), Duration.Zero);

    private static StoreTime Told(Duration ahead, bool elsewhere = true) => new(Interviews, Now + ahead, Now, Now, elsewhere);

    private static string? Doubt(ClockEvidence evidence) => (ClockJudge.Judge(evidence) as ClockVerdict.Doubtful)?.Code;

    [Fact]
    public void Any_downtime_is_sound_and_so_is_any_difference_of_less_than_five_minutes() =>
        Gen.Select(AnyTime, AnyTime, Little, Little).Sample((mark, entry, ahead, jumped) =>
            Doubt(Sound(Told(ahead)) with { HighWaterMark = Now - mark, NewestEntry = Now - entry, Jumped = jumped }) is null);

    [Fact]
    public void Backwards_by_five_minutes_or_more_is_a_doubt_whatever_the_stores_say() =>
        Gen.Select(AnyTime, Little, Gen.Bool).Sample((beyond, ahead, mark) =>
        {
            var later = Now + ClockJudge.Apart + beyond;
            var evidence = Sound(Told(ahead)) with { HighWaterMark = mark ? later : null, NewestEntry = mark ? null : later };
            return Doubt(evidence) == (mark ? ClockDoubt.BehindMark : ClockDoubt.BehindLog);
        });

    [Fact]
    public void Five_minutes_apart_is_a_doubt_and_a_tick_less_is_none()
    {
        foreach (var (doubt, evidence) in new (string, Func<Duration, ClockEvidence>)[]
        {
            (ClockDoubt.BehindMark, apart => Sound() with { HighWaterMark = Now + apart }),
            (ClockDoubt.BehindLog, apart => Sound() with { NewestEntry = Now + apart }),
            (ClockDoubt.StoreDiffers, apart => Sound(Told(apart))),
            (ClockDoubt.StoreDiffers, apart => Sound(Told(-apart))),
            (ClockDoubt.Jumped, apart => Sound() with { Jumped = apart }),
            (ClockDoubt.Jumped, apart => Sound() with { Jumped = -apart }),
        })
        {
            Assert.Equal(doubt, Doubt(evidence(ClockJudge.Apart)));
            Assert.Null(Doubt(evidence(ClockJudge.Apart - Duration.Epsilon)));
        }
    }

    [Fact]
    public void One_store_that_differs_by_five_minutes_or_more_is_a_doubt_among_any_number_that_agree() =>
        Gen.Select(AnyTime, Gen.Bool, Little.Array[0, 5], Gen.Int[0, 5]).Sample((beyond, behind, others, at) =>
        {
            var apart = ClockJudge.Apart + beyond;
            var stores = others.Select(o => Told(o)).ToList();
            stores.Insert(Math.Min(at, stores.Count), Told(behind ? -apart : apart));
            return Doubt(Sound(stores)) == ClockDoubt.StoreDiffers;
        });

    [Fact]
    public void An_accepted_difference_excuses_itself_and_does_not_forbid_the_right_time() =>
        Gen.Select(AnyTime, Little).Sample((accepted, off) =>
        {
            var known = new Dictionary<StoreName, Duration> { [Interviews] = accepted };
            return Doubt(Sound(Told(accepted + off)) with { Accepted = known }) is null && Doubt(Sound(Told(off)) with { Accepted = known }) is null
                && Doubt(Sound(Told(accepted + ClockJudge.Apart)) with { Accepted = known }) == ClockDoubt.StoreDiffers;
        });

    [Fact]
    public void A_jump_needs_the_witness_of_another_machine() =>
        Gen.Select(AnyTime, Gen.Bool, Little).Sample((beyond, back, ahead) =>
        {
            var jumped = back ? -ClockJudge.Apart - beyond : ClockJudge.Apart + beyond;
            return Doubt(Sound() with { Jumped = jumped }) == ClockDoubt.Jumped
                && Doubt(Sound(Told(ahead, elsewhere: false)) with { Jumped = jumped }) == ClockDoubt.Jumped
                && Doubt(Sound(Told(ahead)) with { Jumped = jumped }) is null;
        });

    [Fact]
    public void No_evidence_is_no_contradiction() => Assert.Null(Doubt(new ClockEvidence(Now, null, null, [], new Dictionary<StoreName, Duration>(), null)));

    [Fact]
    public void A_slow_answer_is_no_difference()
    {
        var slow = new StoreTime(Interviews, Now - Duration.FromMinutes(8), Now - Duration.FromMinutes(10), Now, IsElsewhere: true);
        Assert.Equal(Duration.Zero, slow.Ahead);
        Assert.Null(Doubt(Sound(slow)));
    }
}
