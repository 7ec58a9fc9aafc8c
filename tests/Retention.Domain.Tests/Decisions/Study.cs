using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Schedule;

namespace Retention.Domain.Tests.Decisions;

/// <summary>A small study to decide about: short ways to write its rules and facts.</summary>
internal static class Study
{
    internal static readonly ProjectId Project = new("lonely");
    internal static readonly CategoryName Recording = new("recording");
    internal static readonly ParticipantId P01 = new("P01");
    internal static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];
    internal static readonly LocalDate EndedOn = new(2026, 11, 15);

    internal static RetentionSchedule Schedule(params Rule[] rules) => new(new string('0', 64), London, rules, Limits.None, CalendarPeriod.Zero);

    internal static Rule Erasing(string id, StartingPoint at, string after, string by) =>
        new(new(id), [Recording], at, at == StartingPoint.FixedDate ? new LocalDate(2026, 6, 30) : null, CalendarPeriod.Parse(after), CalendarPeriod.Parse(by), null, null, null, "Leaflet.");

    internal static Rule Obligation(string id, StartingPoint at, string retain) =>
        new(new(id), [Recording], at, null, null, null, CalendarPeriod.Parse(retain), "tax-records", null, "Tax.");

    internal static RecordFacts Facts(LocalDate? endedOn, Instant? recordedAt = null, params WithdrawalFacts[] withdrawals) =>
        new(new("interviews"), Project,
            new ProjectFacts(Project, null, endedOn, endedOn is null ? null : recordedAt ?? Instant.FromUtc(2020, 1, 1, 0, 0)),
            Recording, new Participation([P01]), new LocalDate(2026, 3, 1), withdrawals);

    internal static WithdrawalFacts Withdrawal(long id, LocalDate on, Instant? recordedAt = null, CategoryName? category = null, ParticipantId? participant = null) =>
        new(id, Project, participant ?? P01, category, on, WithdrawalGround.Consent, recordedAt ?? Instant.FromUtc(2020, 1, 1, 0, 0));

    internal static Hold Hold(long id, ParticipantId? participant = null, CategoryName? category = null, RecordAddress? record = null, ProjectId? project = null) =>
        new(id, project ?? Project, participant, category, record, HoldKind.Litigation, "REF-1", new LocalDate(2027, 1, 1));
}
