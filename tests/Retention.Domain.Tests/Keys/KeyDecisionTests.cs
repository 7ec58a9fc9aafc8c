using CsCheck;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Keys;
using Retention.Domain.Schedule;

namespace Retention.Domain.Tests.Keys;

public sealed class KeyDecisionTests
{
    private static readonly LocalDate End = new(2026, 6, 30);
    private static readonly LinkKeyRetention YearAndMonth = new(new CalendarPeriod(12, 0), new CalendarPeriod(0, 30));
    private static readonly ProjectRemains Nothing = new(IsKnown: true, End, HasRecords: false, HasResidue: false, IsHeld: false);

    private static readonly Gen<LocalDate> Days = Gen.Int[0, 2000].Select(End.PlusDays);
    private static readonly Gen<CalendarPeriod> Periods = Gen.Select(Gen.Int[0, 24], Gen.Int[0, 60], (months, days) => new CalendarPeriod(months, days));

    private static readonly Gen<LinkKey> AnyKeys =
        from state in Gen.Enum<KeyState>()
        from quiet in Days.Nullable()
        from last in Days
        from intent in Gen.Bool
        select Key(state) with { QuietSince = quiet, RecoverableThrough = state == KeyState.Active ? null : last, Intent = state == KeyState.Deleted && intent ? 7 : null };

    private static readonly Gen<ProjectRemains> Remains =
        from known in Gen.Bool
        from ended in Days.Nullable()
        from records in Gen.Bool
        from residue in Gen.Bool
        from held in Gen.Bool
        select new ProjectRemains(known, ended, records, residue, held);

    [Theory]
    [InlineData("2027-06-30", false)]
    [InlineData("2027-07-01", true)]
    public void Is_kept_through_the_last_day_of_its_period(string today, bool deleted)
    {
        var decision = KeyDecision.Of(Key(KeyState.Active) with { QuietSince = End }, Nothing, YearAndMonth, Date(today));
        Assert.Equal(deleted ? new KeyDecision.Delete(new LocalDate(2027, 7, 31)) : new KeyDecision.Kept(KeyKeptReason.NotYet, new LocalDate(2027, 6, 30)), decision);
    }

    [Fact]
    public void Its_period_begins_when_the_last_copy_is_beyond_recovery_where_that_is_later_than_the_end() =>
        Assert.Equal(
            new KeyDecision.Kept(KeyKeptReason.NotYet, new LocalDate(2027, 8, 4)),
            KeyDecision.Of(Key(KeyState.Active) with { QuietSince = new LocalDate(2026, 8, 4) }, Nothing, YearAndMonth, new LocalDate(2027, 7, 1)));

    [Theory]
    [InlineData("2027-07-31", false)]
    [InlineData("2027-08-01", true)]
    public void A_deleted_key_is_recoverable_through_its_last_day(string today, bool destroyed)
    {
        var key = Key(KeyState.Deleted) with { QuietSince = End, RecoverableThrough = new LocalDate(2027, 7, 31) };
        Assert.Equal(
            destroyed ? new KeyDecision.Destroy() : new KeyDecision.Kept(KeyKeptReason.Recoverable, key.RecoverableThrough), KeyDecision.Of(key, Nothing, YearAndMonth, Date(today)));
    }

    [Fact]
    public void A_deleted_key_whose_last_day_nobody_noted_is_not_destroyed() =>
        Assert.IsType<KeyDecision.Kept>(KeyDecision.Of(Key(KeyState.Deleted) with { QuietSince = End }, Nothing, YearAndMonth, new LocalDate(2030, 1, 1)));

    [Theory]
    [InlineData(true, true, false, false, true, KeyKeptReason.Held)]
    [InlineData(false, true, false, false, false, KeyKeptReason.ProjectUnknown)]
    [InlineData(true, false, false, false, false, KeyKeptReason.ProjectRuns)]
    [InlineData(true, true, true, false, false, KeyKeptReason.RecordsLeft)]
    [InlineData(true, true, false, true, false, KeyKeptReason.ResidueLeft)]
    public void Whatever_is_left_keeps_it_and_brings_it_back(bool known, bool ended, bool records, bool residue, bool held, KeyKeptReason because)
    {
        var (remains, late) = (new ProjectRemains(known, ended ? End : null, records, residue, held), new LocalDate(2040, 1, 1));
        Assert.Equal(new KeyDecision.Kept(because), KeyDecision.Of(Key(KeyState.Active) with { QuietSince = End }, remains, YearAndMonth, late));
        Assert.Equal(new KeyDecision.Recover(because), KeyDecision.Of(Key(KeyState.Deleted) with { QuietSince = End, RecoverableThrough = End }, remains, YearAndMonth, late));
    }

    [Fact]
    public void Without_a_period_none_is_destroyed_and_a_deleted_one_comes_back()
    {
        Assert.Equal(new KeyDecision.Kept(KeyKeptReason.NoPeriod), KeyDecision.Of(Key(KeyState.Active), Nothing, null, new LocalDate(2040, 1, 1)));
        Assert.Equal(new KeyDecision.Recover(KeyKeptReason.NoPeriod), KeyDecision.Of(Key(KeyState.Deleted), Nothing, null, new LocalDate(2040, 1, 1)));
    }

    [Fact]
    public void A_hold_always_wins() => Gen.Select(AnyKeys, Remains, Periods, Periods, Days).Sample((key, remains, kept, recoverable, today) =>
    {
        var decision = KeyDecision.Of(key, remains with { IsHeld = true }, new LinkKeyRetention(kept, recoverable), today);
        return decision is KeyDecision.Kept or KeyDecision.Recover { Because: KeyKeptReason.Held };
    });

    [Fact]
    public void A_key_is_destroyed_only_after_it_was_deleted_and_its_last_day_is_over_and_nothing_is_left() => Gen.Select(AnyKeys, Remains, Periods, Periods, Days).Sample(
        (key, remains, kept, recoverable, today) =>
            KeyDecision.Of(key, remains, new LinkKeyRetention(kept, recoverable), today) is not KeyDecision.Destroy
            || (key.State == KeyState.Deleted && key.RecoverableThrough < today && remains is { IsKnown: true, EndedOn: not null, HasRecords: false, HasResidue: false, IsHeld: false }));

    [Fact]
    public void A_longer_period_never_takes_a_key_earlier() => Gen.Select(AnyKeys, Remains, Periods, Periods, Days).Sample((key, remains, kept, recoverable, today) =>
    {
        var sooner = KeyDecision.Of(key, remains, new LinkKeyRetention(kept, recoverable), today);
        var later = KeyDecision.Of(key, remains, new LinkKeyRetention(kept with { Months = kept.Months + 1 }, recoverable), today);
        return later is not (KeyDecision.Delete or KeyDecision.Destroy) || sooner is KeyDecision.Delete or KeyDecision.Destroy;
    });

    [Fact]
    public void Nothing_comes_of_a_key_that_is_gone() => Gen.Select(Remains, Periods, Periods, Days).Sample((remains, kept, recoverable, today) =>
        KeyDecision.Of(Key(KeyState.Destroyed), remains, new LinkKeyRetention(kept, recoverable), today) is KeyDecision.Kept { Reason: KeyKeptReason.Gone });

    private static LinkKey Key(KeyState state) => new(new("lonely"), 1, state, Instant.FromUtc(2026, 1, 1, 0, 0));

    private static LocalDate Date(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).Value;
}
