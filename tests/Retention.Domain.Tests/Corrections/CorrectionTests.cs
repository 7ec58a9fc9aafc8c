using System.Text;
using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using Retention.Domain.Tests.Decisions;

namespace Retention.Domain.Tests.Corrections;

public sealed class CorrectionTests
{
    private static readonly LocalDate June = new(2026, 6, 30);
    private static readonly LocalDate July = new(2026, 7, 31);

    public static readonly TheoryData<Correction, Shift, bool> Shifts = new()
    {
        { new Correction.EndMoved(Study.Project, July, June, ProjectEndEvent.Cancelled, null), Shift.Sooner, true },
        { new Correction.EndMoved(Study.Project, June, July, ProjectEndEvent.Cancelled, null), Shift.Later, true },
        { new Correction.EndMoved(Study.Project, June, null, null, null), Shift.Later, true },
        { new Correction.PlanMoved(Study.Project, June, July), Shift.Later, true },
        { new Correction.PlanMoved(Study.Project, July, June), Shift.None, false },
        { new Correction.PlanMoved(Study.Project, null, June), Shift.Later, true },
        { new Correction.Merged(Study.Project, new("whole"), null, June), Shift.Sooner, true },
        { new Correction.Merged(Study.Project, new("whole"), June, null), Shift.Later, true },
        { new Correction.Merged(Study.Project, new("whole"), null, null), Shift.None, true },
        { new Correction.Merged(Study.Project, new("whole"), null, null) { PlannedFrom = June, PlannedTo = July }, Shift.Later, true },
        { new Correction.Merged(Study.Project, new("whole"), null, null) { PlannedFrom = July, PlannedTo = June }, Shift.Sooner, true },
        { new Correction.Merged(Study.Project, new("whole"), null, null) { PlannedFrom = June, PlannedTo = June }, Shift.None, true },
        { new Correction.Merged(Study.Project, new("whole"), null, null) { PlannedFrom = June }, Shift.Later, true },
        { new Correction.Merged(Study.Project, new("whole"), null, July) { PlannedFrom = June }, Shift.Sooner | Shift.Later, true },
        { new Correction.Merged(Study.Project, new("whole"), July, null) { PlannedTo = June }, Shift.Later | Shift.Sooner, true },
        { new Correction.Merged(Study.Project, new("whole"), July, July) { PlannedFrom = June }, Shift.Later, true },
        { new Correction.Endless(Study.Project, null), Shift.Later, true },
        { new Correction.RoleChanged(Study.Project, ProjectRole.Processor, ProjectRole.Controller), Shift.Sooner, true },
        { new Correction.RoleChanged(Study.Project, ProjectRole.Controller, ProjectRole.Processor), Shift.Later, false },
        { new Correction.ScheduleReplaced("a", "b", Shift.Later), Shift.Later, true },
    };

    [Theory]
    [MemberData(nameof(Shifts))]
    public void Whatever_moves_a_day_takes_a_second_person(Correction correction, Shift shift, bool needsApproval) =>
        Assert.Equal((shift, needsApproval), (correction.Shift, correction.NeedsApproval));

    [Fact]
    public void Who_approves_one_approves_this_very_one()
    {
        var correction = new Correction.EndMoved(Study.Project, June, July, ProjectEndEvent.ReportAccepted, "BR/1");
        Assert.Equal(
            """{"event":"report-accepted","from":"2026-06-30","informed":"public-notice","kind":"end-moved","number":7,"project":"lonely","reference":"BR/1","to":"2026-07-31"}""",
            Encoding.ASCII.GetString(correction.ToBytes(7, InformedHow.PublicNotice)));
        Assert.NotEqual(correction.ToBytes(7, null), correction.ToBytes(8, null));
        Assert.NotEqual(correction.ToBytes(7, null), correction.ToBytes(7, InformedHow.AsPromised));
    }
}
