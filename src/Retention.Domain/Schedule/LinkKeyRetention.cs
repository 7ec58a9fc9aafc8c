using Retention.Domain.Calendar;

namespace Retention.Domain.Schedule;

/// <summary>
/// How long the keys stay that link the audit log's entries to names. Not as long as the log: what was erased need not be nameable for as long as it must be provable
/// that something was (storage limitation, UK GDPR Art. 5(1)(e)).
/// </summary>
/// <param name="KeptFor">From the project's end, or from the day on which the last of its copies was beyond recovery, whichever is later; kept through the last day of it.</param>
/// <param name="RecoverableFor">From the day of its deletion on, how long a deleted key can be brought back; destroyed after the last day of it.</param>
public sealed record LinkKeyRetention(CalendarPeriod KeptFor, CalendarPeriod RecoverableFor);
