using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;

namespace Retention.Domain.Tests.Decisions;

/// <summary>UK GDPR Art. 28(3)(g): a processor erases at its controller's choice.</summary>
public sealed class ProcessorTests
{
    private static readonly RetentionSchedule Schedule = Study.Schedule(
        Study.Erasing("end", StartingPoint.ProjectEnd, "P0D", "P14D"), Study.Erasing("left", StartingPoint.Withdrawal, "P0D", "P1M")) with { Settle = CalendarPeriod.Parse("P1D") };

    [Fact]
    public void Nothing_is_due_before_the_controller_has_chosen_and_the_promise_still_counts()
    {
        foreach (var facts in new[] { Study.Facts(Study.EndedOn), Study.Facts(null, null, Study.Withdrawal(1, Study.EndedOn)) })
        {
            var own = Decider.Timetable(facts, Schedule);
            var asProcessor = Decider.Timetable(facts with { Project = facts.Project! with { Role = ProjectRole.Processor } }, Schedule);
            Assert.Equal((null, KeepReason.AwaitsInstruction), (asProcessor.DueAt, asProcessor.Kept));
            Assert.Equal((own.EraseBy, own.DeadlineAt), (asProcessor.EraseBy, asProcessor.DeadlineAt));
        }
    }

    [Fact]
    public void Its_choice_settles_like_any_fact_that_makes_records_due()
    {
        var chosen = Instant.FromUtc(2026, 12, 1, 9, 0);
        var facts = Study.Facts(Study.EndedOn);
        var timetable = Decider.Timetable(facts with { Project = facts.Project! with { Role = ProjectRole.Processor, InstructedAt = chosen } }, Schedule);
        Assert.Equal(chosen + Duration.FromDays(1), timetable.DueAt);
        Assert.Equal(new LocalDate(2026, 11, 29), timetable.EraseBy);
    }

    [Fact]
    public void That_the_institute_is_the_controller_after_all_settles_too()
    {
        var since = Instant.FromUtc(2026, 12, 1, 9, 0);
        var facts = Study.Facts(null, null, Study.Withdrawal(1, Study.EndedOn));
        Assert.Equal(since + Duration.FromDays(1), Decider.Timetable(facts with { Project = facts.Project! with { ControllerSince = since } }, Schedule).DueAt);
    }

    [Fact]
    public void A_controller_needs_nobodys_instruction() =>
        Assert.Equal(Instant.FromUtc(2026, 11, 15, 0, 0), Decider.Timetable(Study.Facts(Study.EndedOn), Study.Schedule(Study.Erasing("end", StartingPoint.ProjectEnd, "P0D", "P0D"))).DueAt);
}
