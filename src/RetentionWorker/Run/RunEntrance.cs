using System.Text.Json;
using NodaTime;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Discover;
using RetentionWorker.Plan;
using RetentionWorker.Register;
using RetentionWorker.Stores;

namespace RetentionWorker.Run;

/// <summary>The daemon's way into the run.</summary>
/// <param name="run">The order of the stages.</param>
/// <param name="catalogue">The books.</param>
/// <param name="clock">The clock.</param>
/// <param name="schedule">The schedule in force, read and adopted anew at each look; throws where it has problems.</param>
/// <param name="takeLock">The erase lock, or null where another process holds it.</param>
internal sealed class RunEntrance(RetentionRun run, ICatalogue catalogue, IClock clock, Func<RetentionSchedule> schedule, Func<IEraseLock?> takeLock) : IRunEntrance
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private IEraseLock? held;

    public IDisposable? TryTakeErasingRight() => held = takeLock();

    public async Task<LookOutcome> ResolveAsync(CancellationToken ct)
    {
        var open = await run.ResolveAsync(Held(), schedule(), ct);
        return new LookOutcome(new Dictionary<string, long> { ["unresolved"] = open }, open > 0 ? ["intents-unresolved"] : []);
    }

    public async Task<LookOutcome> DiscoverAsync(CancellationToken ct)
    {
        var inForce = schedule();
        await run.PlantAsync(Held(), inForce, ct);
        var results = await run.DiscoverAsync(inForce, null, ct);
        var counts = new Dictionary<string, long>
        {
            ["discovered"] = results.Sum(r => r.Change.Seen),
            ["added"] = results.Sum(r => r.Change.Added),
            ["vanished"] = results.Sum(r => r.Change.Vanished),
            ["unreadable"] = results.Sum(r => r.Unreadable),
        };
        return new LookOutcome(counts, Concerns(results));
    }

    public async Task<LookOutcome> EnforceAsync(CancellationToken ct)
    {
        try
        {
            return OutcomeOfRun(await run.EnforceAsync(Held(), schedule(), RetentionRun.Schedule, ct));
        }
        catch (RunRefusal refusal) when (refusal.Guard == StopDesk.Guard)
        {
            // Somebody's wish, not a fault; said at every look until it ends.
            return new LookOutcome(new Dictionary<string, long>(), ["stopped"]);
        }
    }

    public void NoteStopSwitch() => run.NoteStopSwitch();

    public async Task<LookOutcome?> NextRequestAsync(CancellationToken ct)
    {
        PlanRequest? request;
        using (var session = catalogue.Read())
            request = session.Requests.Next();
        if (request is null)
            return null;
        Note(request, RequestState.Running, null);
        try
        {
            var report = await run.CarryOutAsync(Held(), schedule(), request.Digest, request.Actor, ct, Advance(request));
            Note(request, report.End == RunEnd.Waits ? RequestState.Refused : RequestState.Done, JsonSerializer.Serialize(RequestResult.Of(report), Json), report);
            return OutcomeOfRun(report);
        }
        catch (RunRefusal refusal)
        {
            Note(request, RequestState.Refused, JsonSerializer.Serialize(RequestResult.Of(refusal), Json));
            return new LookOutcome(new Dictionary<string, long>(), ["request-refused"]);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whoever asked hears of it; left unanswered, the request would meet every later start again.
            Note(request, RequestState.Refused, JsonSerializer.Serialize(new RequestResult("failed", $"The run failed ({e.GetType().Name}); see the log of the daemon.", 0, 0, 0, null, null, null), Json));
            throw;
        }
    }

    public bool IsAnythingOverdue()
    {
        using var session = catalogue.Read();
        var now = clock.GetCurrentInstant();
        return new Census(session).IsAnythingLate(now);
    }

    /// <summary>What a run came to, in stable words.</summary>
    public static LookOutcome OutcomeOfRun(RunReport report)
    {
        var counts = new Dictionary<string, long>
        {
            ["discovered"] = report.Books.Discovered,
            ["kept"] = report.Books.Kept,
            ["held"] = report.Books.Held,
            ["unclassified"] = report.Books.Unclassified,
            ["due"] = report.Books.Due,
            ["overdue"] = report.Overdue,
            ["late"] = report.Late,
            ["erased"] = report.Books.Erased,
            ["alreadyAbsent"] = report.Books.AlreadyAbsent,
            ["notErased"] = report.Books.NotErased.Values.Sum(),
        };
        var concerns = new List<string>();
        Add(report.Withheld is not null, report.Withheld?.Code ?? "");
        Add(report.End == RunEnd.Waits, "waits-for-approval");
        Add(report.SuspectStores.Count > 0, "store-suspect");
        Add(report.UnavailableStores.Count > 0, "store-unavailable");
        Add(report.Failures > 0, "records-failed");
        Add(report.Unresolved > 0, "intents-unresolved");
        Add(report.Late > 0 || (report.Overdue > 0 && report.NotErasedYet > 0), "overdue");
        return new LookOutcome(counts, concerns);

        void Add(bool holds, string word)
        {
            if (holds)
                concerns.Add(word);
        }
    }

    private static List<string> Concerns(IReadOnlyList<DiscoveryResult> results)
    {
        var concerns = new List<string>();
        if (results.Any(r => r.Fault is { Kind: StoreFaultKind.Suspect }))
            concerns.Add("store-suspect");
        if (results.Any(r => r.Fault is { } fault && fault.Kind != StoreFaultKind.Suspect))
            concerns.Add("store-unavailable");
        if (results.Any(r => r.Unreadable > 0))
            concerns.Add("places-unreadable");
        return concerns;
    }

    /// <summary>Lets whoever asked follow, at most twice a second.</summary>
    private Action<long, long> Advance(PlanRequest request)
    {
        var (gate, next) = (new Lock(), Instant.MinValue);
        return (done, total) =>
        {
            lock (gate)
            {
                if (clock.GetCurrentInstant() < next)
                    return;
                next = clock.GetCurrentInstant() + Duration.FromMilliseconds(500);
            }
            using var uow = catalogue.Begin();
            uow.Requests.Update(request.Id, RequestState.Running, done, total, null);
            uow.Commit();
        };
    }

    private IEraseLock Held() => held ?? throw new InvalidOperationException("Nothing is erased without the erase lock.");

    private void Note(PlanRequest request, RequestState state, string? result, RunReport? report = null)
    {
        using var uow = catalogue.Begin();
        var done = report is null ? 0 : report.Books.Erased + report.Books.AlreadyAbsent;
        uow.Requests.Update(request.Id, state, done, report?.Plan.Records ?? request.Total, result);
        uow.Commit();
    }
}

/// <summary>The answer to a handed-over plan, as the asking process reads it.</summary>
internal sealed record RequestResult(
    string? Refused, string? Message, long Due, long Erased, long AlreadyAbsent, IReadOnlyDictionary<string, long>? NotErased, IReadOnlyList<string>? SuspectStores, IReadOnlyList<string>? UnavailableStores)
{
    public static RequestResult Of(RunReport report) => new(
        report.End == RunEnd.Waits ? "waits" : null, report.Withheld?.Message, report.Books.Due, report.Books.Erased, report.Books.AlreadyAbsent, report.Books.NotErased,
        [.. report.SuspectStores.Select(s => s.Value)], [.. report.UnavailableStores.Select(s => s.Value)]);

    public static RequestResult Of(RunRefusal refusal) => new(refusal.Code, refusal.Message, 0, 0, 0, null, null, null);
}
