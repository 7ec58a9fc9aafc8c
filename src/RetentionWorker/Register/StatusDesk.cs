using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Approvals;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>The last run that closed its books, as the log has it. <paramref name="Waits"/>: its plan goes beyond a limit and waits for an approval.</summary>
internal sealed record LastRun(Instant At, string? Plan, long Due, long Erased, bool Waits);

/// <summary>Places of a store that the last complete listing could not look into; what lies there is not decided.</summary>
internal sealed record UnreadableLine(StoreName Store, long Places, Instant Since);

/// <summary>What the register knows that a person may have to look at, beside the records themselves.</summary>
internal sealed record Attention(
    int OpenIntents, long SetBack, LastRun? LastRun, IReadOnlyList<HoldLine> Holds, IReadOnlyList<WithdrawalLine> UnmatchedWithdrawals,
    IReadOnlyList<ProjectId> PlannedEndPassed, int ProjectsWithoutEnd, int Projects, LocalDate Today)
{
    /// <summary>
    /// Records whose rule counts from their collection, and whose day of collection has not come: a wrong modification time, or a wrong date in their
    /// name, would keep them until then.
    /// </summary>
    public required long CollectedAhead { get; init; }

    /// <summary>Stores with places that nobody could look into.</summary>
    public required IReadOnlyList<UnreadableLine> Unreadable { get; init; }

    /// <summary>The stop switch.</summary>
    public required StopLine Stop { get; init; }

    /// <summary>The other guards that are closed.</summary>
    public required IReadOnlyList<GuardLine> Guards { get; init; }
}

/// <summary>Answers what stands open. Reads only.</summary>
internal sealed class StatusDesk(Bookkeeping books, HoldDesk holds, WithdrawalDesk withdrawals, ScheduleInForce schedules)
{
    public Attention Look()
    {
        var inForce = holds.List(active: true).Where(h => !CanaryRules.IsReserved(h.Project)).ToList();
        var unmatched = withdrawals.List(null).Where(w => w.Unmatched is not null).ToList();
        using var session = books.Read();
        var today = books.Today(session);
        var projects = session.Projects.List();
        // What goes on as part of another one is planned to end, and ends, with that one.
        var running = projects.Where(p => p.EndedOn is null && p.MergedInto is null).ToList();
        return new Attention(
            session.Intents.ListOpen().Count, session.Records.CountSetBack(), FindLastRun(session), inForce, unmatched,
            [.. projects.Where(p => PlannedEnds.HavePassed(session, p, today)).Select(p => p.Id)], running.Count, projects.Count, today)
        {
            CollectedAhead = CollectedAhead(session, today),
            Unreadable = [.. session.Inventories.Unreadable().Select(u => new UnreadableLine(u.Store, u.Places, u.Since))],
            Stop = StopDesk.Look(books, session),
            Guards = [.. session.Guards.Closed().Where(g => g.Guard != StopDesk.Guard).Select(GuardLine.Of)],
        };
    }

    private long CollectedAhead(IReadSession session, LocalDate today)
    {
        var counting = schedules.Adopted(session)?.Rules.Where(r => r.StartsAt == StartingPoint.Collected).SelectMany(r => r.Categories).ToHashSet() ?? [];
        // A file server's clock may be a little ahead at midnight.
        return counting.Count == 0 ? 0 : session.Groups.CollectedAfter(today.PlusDays(1)).Where(c => counting.Contains(c.Category)).Sum(c => c.Records);
    }

    private static LastRun? FindLastRun(IReadSession session) =>
        LogTail.NewestFirst(session).Select(e => Summary(e.Seq, e.Entry, session)).FirstOrDefault(run => run is not null);

    private static LastRun? Summary(long seq, byte[] entry, IReadSession session)
    {
        try
        {
            return Summary(entry, session);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or UnparsableValueException)
        {
            throw new LogEntryFault(seq, "the run's summary is not as this program writes it");
        }
    }

    private static LastRun? Summary(byte[] entry, IReadSession session)
    {
        if (entry.AsSpan().IndexOf("\"run-summary\""u8) < 0)
            return null;
        using var json = JsonDocument.Parse(entry);
        var root = json.RootElement;
        if (!root.GetProperty("kind").ValueEquals("run-summary"))
            return null;
        if (root.TryGetProperty("of", out _))
            return null;
        var plan = root.TryGetProperty("plan", out var digest) ? digest.GetString() : null;
        return new LastRun(
            InstantPattern.General.Parse(root.GetProperty("at").GetString()!).Value, plan, root.GetProperty("due").GetInt64(), root.GetProperty("erased").GetInt64(),
            plan is not null && session.Plans.Find(plan) is { Standing: PlanStanding.Waits });
    }
}
