using Retention.Domain.Decisions;

namespace Retention.Domain.Tests.Decisions;

/// <summary>The cases of <c>Decisions/cases</c>: each a file, named by what it says, with the law or promise that it follows.</summary>
public sealed class DecisionCaseTests
{
    public static TheoryData<string> Cases() => new(DecisionCase.Names());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_decided_as_the_case_says(string name)
    {
        var told = DecisionCase.Read(name);
        var timetable = Decider.Timetable(told.Facts, told.Schedule);
        told.AssertTimetable(timetable);
        foreach (var (at, expected) in told.Moments)
            Assert.Equal($"{at}: {expected}", $"{at}: {DecisionCase.Of(Decider.At(timetable, told.Facts, told.Address, told.Holds, at))}");
    }

    [Fact]
    public void Every_case_cites_a_law_a_promise_or_a_definition() =>
        Assert.All(DecisionCase.Names(), name => Assert.NotEmpty(DecisionCase.Read(name).Cites));

    [Fact]
    public void Every_reason_has_a_case()
    {
        var decided = DecisionCase.Names().Select(DecisionCase.Read)
            .SelectMany(c => c.Moments.Select(m => Decider.At(Decider.Timetable(c.Facts, c.Schedule), c.Facts, c.Address, c.Holds, m.At))).ToList();
        Assert.Equivalent(Enum.GetValues<KeepReason>(), decided.OfType<Decision.Keep>().Select(d => d.Reason).Distinct(), strict: true);
        Assert.Equivalent(Enum.GetValues<UnclassifiedReason>(), decided.OfType<Decision.Unclassified>().Select(d => d.Reason).Distinct(), strict: true);
        Assert.Contains(decided, d => d is Decision.Due);
        Assert.Contains(decided, d => d is Decision.Overdue);
        Assert.Contains(decided, d => d is Decision.Held);
    }
}
