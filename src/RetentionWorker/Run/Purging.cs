using System.Text.Json;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Run;

/// <summary>What came of a purge: the run's books, or why it was refused.</summary>
internal sealed record PurgeReport(RequestResult Result, bool HandedOver);

/// <summary>
/// Erases what is due in a scope at somebody's request, by exactly the plan that they saw. Beside a process that holds the right to erase the
/// plan is handed to that process and followed; else this one takes the right.
/// </summary>
internal sealed class Purging(
    ICatalogue catalogue, RetentionRun run, ScheduleInForce schedule, AuditLog log, Commitments commitments, IClock clock, Actor actor, Func<IEraseLock?> takeLock,
    TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private const int PollsBetweenLooks = 20;

    /// <summary>Carries the plan out. <paramref name="followed"/> hears how far a process that it was handed to has come.</summary>
    public async Task<PurgeReport> CarryOutAsync(PlanScope scope, string digest, Action<long, long> followed, CancellationToken ct)
    {
        NoteRequest(scope, digest);
        using (var held = takeLock())
        {
            if (held is not null)
                return new PurgeReport(await EnforceAsync(held, digest, ct), HandedOver: false);
        }
        return await FollowAsync(HandOver(digest), digest, followed, ct);
    }

    private async Task<RequestResult> EnforceAsync(IEraseLock held, string digest, CancellationToken ct) =>
        RequestResult.Of(await run.CarryOutAsync(held, schedule.Adopt(), digest, actor.Id, ct));

    private void NoteRequest(PlanScope scope, string digest)
    {
        using var work = catalogue.Begin();
        var participant = scope is { Project: { } project, Participant: { } person } ? commitments.OfParticipant(project, person) : null;
        log.Append(work, [new AuditEntry.PurgeRequested(clock.GetCurrentInstant(), actor.Id, digest, scope.Project, scope.Category, participant)]);
        work.Commit();
    }

    private long HandOver(string digest)
    {
        using var work = catalogue.Begin();
        var id = work.Requests.Add(digest, actor.Id, clock.GetCurrentInstant());
        work.Commit();
        return id;
    }

    private async Task<PurgeReport> FollowAsync(long id, string digest, Action<long, long> followed, CancellationToken ct)
    {
        for (var polls = 1; ; polls++)
        {
            await Task.Delay(Poll, time, ct);
            var request = Find(id);
            followed(request.Done, request.Total);
            if (request.State is RequestState.Done or RequestState.Refused)
                return new PurgeReport(JsonSerializer.Deserialize<RequestResult>(request.Result ?? "{}", Json)!, HandedOver: true);
            if (polls % PollsBetweenLooks != 0)
                continue;
            // Whoever was to carry it out may be gone: then the right to erase is free, and the request is taken back.
            using var held = takeLock();
            if (held is null)
                continue;
            request = Find(id);
            if (request.State is RequestState.Done or RequestState.Refused)
                continue;
            TakeBack(request);
            // What the other process erased is gone and stays so; this one goes on with the rest of the same plan.
            return new PurgeReport(await EnforceAsync(held, digest, ct), HandedOver: false);
        }
    }

    private PlanRequest Find(long id)
    {
        using var session = catalogue.Read();
        return session.Requests.Find(id) ?? throw new InvalidOperationException("A plan that was handed over is missing from the catalogue.");
    }

    private void TakeBack(PlanRequest request)
    {
        using var work = catalogue.Begin();
        work.Requests.Update(request.Id, RequestState.Refused, request.Done, request.Total, JsonSerializer.Serialize(new RequestResult("taken-back", null, 0, 0, 0, null, null, null), Json));
        work.Commit();
    }
}
