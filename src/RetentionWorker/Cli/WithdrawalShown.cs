using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Plan;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

/// <summary>A withdrawal with what it did, will do and cannot do, over every store and category.</summary>
internal static class WithdrawalShown
{
    private const int RecordsAtMost = 20;

    /// <summary>Shows what was recorded, or why it was not, and what becomes of the participant's records.</summary>
    public static ExitCode Give(VerbContext asked, Registered<WithdrawalLine> registered, Func<WithdrawalLine, string> inWords, CancellationToken ct)
    {
        if (registered is not Registered<WithdrawalLine>.Done { Fact: var line })
            return asked.Answer.Give(registered, inWords);
        var (outlook, standing, noSchedule) = Look(asked, line.Withdrawal, ct);
        var code = asked.Answer.Give(registered, w => Shape(w, outlook, standing), w => [inWords(w), .. Lines(outlook, standing)]);
        if (outlook is { AlsoIn.Count: > 0 })
            asked.Answer.Warn($"the same participant id is known in other projects: {string.Join(", ", outlook.AlsoIn)}; nothing of theirs is touched, and whether it is the same person is for a person to say");
        if (standing is not null)
        {
            foreach (var need in WithdrawalNeeds.Of(standing))
                asked.Answer.Warn(need);
        }
        if (noSchedule is not null)
            asked.Answer.Warn($"what becomes of the records cannot be told: {noSchedule}");
        return code;
    }

    private static (WithdrawalOutlook? Outlook, WithdrawalStanding? Standing, string? NoSchedule) Look(VerbContext asked, long id, CancellationToken ct)
    {
        try
        {
            var schedule = asked.Room<ScheduleInForce>().See().Schedule;
            var now = asked.Room<IClock>().GetCurrentInstant();
            return (
                asked.Room<WithdrawalOutlooks>().Of(id, schedule, now, ct),
                asked.Room<WithdrawalStandings>().Of(schedule, now.InZone(schedule.Zone).Date).FirstOrDefault(s => s.Withdrawal == id), null);
        }
        catch (ScheduleFault fault)
        {
            return (null, null, fault.Message);
        }
    }

    private static object Shape(WithdrawalLine w, WithdrawalOutlook? outlook, WithdrawalStanding? standing) => new
    {
        w.Withdrawal, w.Project, w.Participant, w.Category, w.ReceivedOn, w.Ground, w.RecordedAt, w.CancelledAt, w.State, w.DecidedAt, w.Exempt, w.InformedOn, w.Unmatched,
        eraseBy = standing?.EraseBy, informBy = standing is { InformDue: true } ? standing.InformBy : (LocalDate?)null,
        outlook?.Erased, outlook?.Goes, outlook?.Stays, outlook?.Shared, outlook?.AlsoIn,
    };

    private static IEnumerable<string> Lines(WithdrawalOutlook? outlook, WithdrawalStanding? standing)
    {
        if (standing?.EraseBy is { } limit)
            yield return $"  internal limit: {Answer.Show(limit)}, {InDays(standing.DaysLeft!.Value)}";
        if (outlook is null)
            yield break;
        foreach (var gone in outlook.Erased)
            yield return $"  {gone.Category}: {Amount.Were(gone.Records, "record")} erased on {Answer.Show(gone.ErasedOn)}";
        foreach (var going in outlook.Goes)
            yield return $"  {going.Category}: {Amount.Of(going.Records, "record")} going from {Answer.Show(going.EraseFrom)}, gone by {Answer.Show(going.EraseBy)} ({string.Join(", ", going.Rules)})";
        foreach (var staying in outlook.Stays)
            yield return $"  {Answer.Show(staying.Category)}: {Amount.Of(staying.Records, "record")} staying: {Answer.Show(staying.Code)}{More(staying)}";
        foreach (var shared in outlook.Shared.Take(RecordsAtMost))
            yield return $"  shared, a person has to look: {shared.Record} ({shared.Category}, {(shared.Participants == 0 ? "names nobody" : Amount.Of(shared.Participants, "participant"))})";
        if (outlook.Shared.Count > RecordsAtMost)
            yield return $"  and {outlook.Shared.Count - RecordsAtMost} more shared records (all of them: --output json)";
    }

    private static string More(StayingLine line) => line switch
    {
        { Holds.Count: > 0 } => $" ({string.Join(", ", line.Holds.Select(h => $"hold {h}"))})",
        { Rejection: { } no } => $" ({(no.Plan is { } plan ? $"{no.Actor} at {Answer.Show(no.At)}: {no.Code}, plan {plan}" : no.Code)}){Otherwise(line)}",
        { Reference: { } reference } => $" ({reference}){Otherwise(line)}",
        _ => Otherwise(line),
    };

    private static string Otherwise(StayingLine line) =>
        line.EraseFrom is null ? "" : $"; otherwise they go from {Answer.Show(line.EraseFrom)}, gone by {Answer.Show(line.EraseBy)}";

    public static string InDays(int days) => days switch
    {
        > 0 => $"{Amount.Of(days, "day")} left",
        0 => "today",
        _ => $"{-days} days ago",
    };
}
