using NodaTime;
using Retention.Domain.Certificates;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Tests.Certify;

/// <summary>Nothing says final too early: each way by which it could.</summary>
public sealed class CertificateJudgeTests
{
    private static readonly LocalDate Gone = new(2026, 11, 23);
    private static readonly StoreName Store = new("interviews");

    public static TheoryData<Undone> Reasons => [.. Enum.GetValues<Undone>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Any_single_reason_keeps_it_open_however_long_ago_everything_else_was(Undone reason)
    {
        var judged = Judge([Went([])], Gone.PlusYears(9), undone: new() { [reason] = 1 });
        Assert.Equal(CertificateStatus.Open, judged.Status);
        Assert.Equal([(reason, 1L)], judged.Open);
        Assert.Null(judged.FinalFrom);
    }

    [Fact]
    public void A_copy_may_come_back_through_its_last_day_and_it_is_final_on_the_next()
    {
        var until = Gone.PlusDays(35);
        var went = Went([new(ResidueKind.Backup, until)], 35);
        Assert.Equal(CertificateStatus.Provisional, Judge([went], until).Status);
        Assert.Equal(until.PlusDays(1), Judge([went], until).FinalFrom);
        Assert.Equal(CertificateStatus.Final, Judge([went], until.PlusDays(1)).Status);
    }

    /// <summary>Whatever day a look says it is from: the last day of a copy is not past on that day, and a look that could not settle it is not asked for.</summary>
    [Fact]
    public void On_its_last_day_no_look_makes_it_final_and_none_is_asked_for()
    {
        var until = Gone.PlusDays(35);
        var went = Went([new(ResidueKind.Backup, until)], 35);
        Assert.Equal(CertificateStatus.Provisional, Judge([went], until, until.PlusDays(1)).Status);
        Assert.False(Judge([went], until, until).LookNeeded);
        Assert.True(Judge([went], until.PlusDays(1), until).LookNeeded);
    }

    [Fact]
    public void What_went_today_without_any_copy_is_not_final_today()
    {
        Assert.Equal(CertificateStatus.Provisional, Judge([Went([])], Gone).Status);
        Assert.Equal(CertificateStatus.Final, Judge([Went([])], Gone.PlusDays(1)).Status);
    }

    [Theory]
    [InlineData(ResidueKind.Version)]
    [InlineData(ResidueKind.Replica)]
    [InlineData(ResidueKind.HardLink)]
    public void A_copy_of_which_nobody_can_say_when_it_ends_is_never_final(ResidueKind kind)
    {
        var judged = Judge([Went([new(kind, null)]), Went([])], Gone.PlusYears(9));
        Assert.Equal((CertificateStatus.Provisional, (LocalDate?)null), (judged.Status, judged.FinalFrom));
    }

    [Fact]
    public void The_last_of_several_copies_counts()
    {
        var went = new[] { Went([new(ResidueKind.SoftDeleted, Gone.PlusDays(7)), new(ResidueKind.Backup, Gone.PlusDays(90))], 90), Went([new(ResidueKind.Snapshot, Gone.PlusDays(14))], 14) };
        Assert.Equal(Gone.PlusDays(91), Judge(went, Gone.PlusDays(20)).FinalFrom);
    }

    [Fact]
    public void A_declaration_that_came_late_counts_for_what_went_before_it_and_one_that_was_taken_back_frees_nothing()
    {
        Assert.Equal(Gone.PlusDays(91), Judge([Went([], 90)], Gone.PlusDays(40)).FinalFrom);
        Assert.Equal(Gone.PlusDays(36), Judge([Went([new(ResidueKind.Backup, Gone.PlusDays(35))], 0)], Gone.PlusDays(20)).FinalFrom);
        Assert.Equal(CertificateStatus.Provisional, Judge([new(Store, Gone, [], new DeclaredNow(null), 1)], Gone.PlusYears(9)).Status);
        Assert.Equal(CertificateStatus.Provisional, Judge([new(Store, Gone, [], null, 1)], Gone.PlusYears(9)).Status);
    }

    [Fact]
    public void It_is_not_final_before_every_store_was_looked_at_after_the_last_copy_could_come_back()
    {
        var until = Gone.PlusDays(35);
        foreach (var looked in new LocalDate?[] { null, Gone, until })
        {
            var judged = Judge([Went([new(ResidueKind.Backup, until)], 35)], until.PlusDays(9), looked);
            Assert.Equal((CertificateStatus.Provisional, true), (judged.Status, judged.LookNeeded));
        }
        Assert.Equal(CertificateStatus.Final, Judge([Went([new(ResidueKind.Backup, until)], 35)], until.PlusDays(9), until.PlusDays(1)).Status);
    }

    [Fact]
    public void Of_what_was_never_erased_there_is_none()
    {
        Assert.Null(CertificateJudge.Of(new(new Dictionary<Undone, long>(), [], 3, Gone), Gone.PlusYears(1)));
        Assert.Null(CertificateJudge.Of(new(new Dictionary<Undone, long> { [Undone.Present] = 0 }, [], 0, Gone), Gone.PlusYears(1)));
    }

    private static GoneRecords Went(IReadOnlyList<Residue> residue, int declared = 0) => new(Store, Gone, residue, new DeclaredNow(declared), 1);

    private static CertificateJudgement Judge(IReadOnlyList<GoneRecords> gone, LocalDate today) => Judge(gone, today, today);

    private static CertificateJudgement Judge(IReadOnlyList<GoneRecords> gone, LocalDate today, LocalDate? looked) => CertificateJudge.Of(new(new Dictionary<Undone, long>(), gone, 0, looked), today)!;

    private static CertificateJudgement Judge(IReadOnlyList<GoneRecords> gone, LocalDate today, Dictionary<Undone, long> undone) => CertificateJudge.Of(new(undone, gone, 0, today), today)!;
}
