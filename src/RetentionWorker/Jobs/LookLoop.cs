using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using RetentionWorker.Anchor;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Watch;

namespace RetentionWorker.Jobs;

/// <summary>
/// The one loop that looks: first it resolves what an earlier process left open, then it takes what is asked for, and between two looks
/// it serves plans that other processes handed over. A look that throws is a concern, noted and logged; the next tick tries again.
/// </summary>
internal sealed class LookLoop(
    IRunEntrance run, IEnumerable<Escalating> watches, IEnumerable<LifeSigns> signs, IEnumerable<Anchoring> anchorings, LookBoard board, Ticks ticks, DaemonState state, DaemonFailure failure, IHostApplicationLifetime lifetime, IClock clock, ILogger<LookLoop> log) : BackgroundService
{
    /// <summary>How often it looks for a handed-over plan.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(250);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ticks.PrepareAsync(cancellationToken);
        state.Enter(HealthState.Ready);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Ticks first: a look that this stop cuts short is then stored as one to be taken again.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        state.Enter(HealthState.Stopping);
        log.Stopping();
        await ticks.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken hostToken)
    {
        // The run hears of a stop at once, not when the host comes to this service.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(hostToken, lifetime.ApplicationStopping);
        var stoppingToken = stopping.Token;
        try
        {
            await Task.Yield();
            await LookAsync("resolve", Any(run.ResolveAsync), stoppingToken);
            if (LookAsksForOverdue())
                _ = board.AskAsync(Look.Enforce);
            while (await TakeAsync(stoppingToken))
            {
            }
            await ticks.ResumeAsync(stoppingToken);
            Memory.GiveBack();
            while (!stoppingToken.IsCancellationRequested)
            {
                NoteStopSwitch();
                if (await ServeRequestAsync(stoppingToken) || await TakeAsync(stoppingToken))
                    continue;
                await board.WaitAsync(PollEvery, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the loop that a stop asks for.
        }
        catch (Exception e)
        {
            failure.Note(e);
            log.LoopFailed(Fault.NameOf(e), e);
            lifetime.StopApplication();
        }
    }

    private void NoteStopSwitch()
    {
        try
        {
            run.NoteStopSwitch();
            state.Quiet("stop-switch");
        }
        catch (Exception e)
        {
            // The switch acts without being written down; whoever erases asks for it itself.
            if (state.Failed("stop-switch", Fault.NameOf(e)))
                log.LookFailed("stop-switch", Fault.NameOf(e), e);
        }
    }

    private bool LookAsksForOverdue()
    {
        try
        {
            return run.IsAnythingOverdue();
        }
        catch (Exception e)
        {
            log.LookFailed("overdue", Fault.NameOf(e), e);
            return true;
        }
    }

    private async Task<bool> TakeAsync(CancellationToken ct)
    {
        if (board.Take() is not var (look, ended))
            return false;
        if (look == Look.Discover)
            await LookAsync("discover", Any(run.DiscoverAsync), ct);
        else
            await EnforceAsync(ct);
        ended.TrySetResult();
        Memory.GiveBack();
        return true;
    }

    private async Task EnforceAsync(CancellationToken ct)
    {
        LookOutcome? enforced = null;
        var refusal = LifeSigns.RunFailed;
        await LookAsync(
            "enforce",
            async token =>
            {
                try
                {
                    return enforced = await run.EnforceAsync(token);
                }
                catch (RunRefusal refused)
                {
                    refusal = refused.Code;
                    throw;
                }
            },
            ct);
        foreach (var anchoring in anchorings.Where(a => a.HasPlaces))
            await LookAsync("anchors", token => AnchorAsync(anchoring, token), ct);
        foreach (var watch in watches)
        {
            await LookAsync(
                "stops",
                async token =>
                {
                    var escalated = await watch.LookAsync(Say, token);
                    return escalated.OpenByKind.Count + escalated.Faults.Count == 0 ? null : new LookOutcome(escalated.OpenByKind, escalated.Faults);
                },
                ct);
        }
        foreach (var sign in signs)
        {
            await LookAsync(
                "heartbeat",
                async token =>
                {
                    var sent = await sign.SendAsync(enforced is null ? [refusal] : enforced.Concerns, token);
                    return new LookOutcome(new Dictionary<string, long> { ["good"] = sent.Sign.IsGood ? 1 : 0 }, [.. sent.Sign.Failures, .. sent.Faults]);
                },
                ct);
        }
    }

    private static async Task<LookOutcome?> AnchorAsync(Anchoring anchoring, CancellationToken ct)
    {
        var lines = await anchoring.SendDueAsync(RetentionRun.Schedule, ct);
        return lines.Count == 0 ? null
            : new LookOutcome(new Dictionary<string, long> { ["taken"] = lines.Count(l => l.Code is null) }, [.. lines.Where(l => l.Code is not null).Select(l => $"{l.Place}: {l.Code}"), .. lines.Select(l => l.SecondFault).OfType<string>().Distinct().Select(f => $"second key: {f}")]);
    }

    private void Say(NoticeLine line) => log.Escalated(
        Steps.WordOf(line.Obstacle.Kind), line.Obstacle.Subject, line.Obstacle.Code, line.Obstacle.Records, Steps.WordOf(line.Step), line.Obstacle.MustBeResolvedBy);

    private async Task<bool> ServeRequestAsync(CancellationToken ct)
    {
        var served = false;
        await LookAsync(
            "request",
            async token =>
            {
                var outcome = await run.NextRequestAsync(token);
                served = outcome is not null;
                return outcome;
            },
            ct);
        return served;
    }

    private static Func<CancellationToken, Task<LookOutcome?>> Any(Func<CancellationToken, Task<LookOutcome>> looking) =>
        async ct => await looking(ct);

    private async Task LookAsync(string look, Func<CancellationToken, Task<LookOutcome?>> looking, CancellationToken ct)
    {
        var began = clock.GetCurrentInstant();
        try
        {
            if (await looking(ct) is not { } outcome)
            {
                state.Quiet(look);
                return;
            }
            var took = clock.GetCurrentInstant() - began;
            state.Looked(look, clock.GetCurrentInstant(), outcome.Concerns);
            log.Looked(look, (long)took.TotalMilliseconds, Words.Of(outcome.Counts), Words.Of(outcome.Concerns));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            log.LookStopped(look);
            throw;
        }
        catch (Exception e)
        {
            // Whatever it was, records stay where they are and the next look asks again: silence would be the fault, not the retry.
            if (state.Failed(look, Fault.NameOf(e)))
                log.LookFailed(look, Fault.NameOf(e), e);
        }
    }
}
