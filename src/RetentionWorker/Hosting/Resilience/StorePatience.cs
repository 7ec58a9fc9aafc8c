using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>What one attempt came to, where that is more than its answer or its fault.</summary>
internal interface IAttempt
{
    /// <summary>Whether part of it may succeed when asked again.</summary>
    bool Again { get; }

    /// <summary>Whether it achieved nothing at all.</summary>
    bool Fruitless { get; }

    /// <summary>How long the store asked to be left alone.</summary>
    TimeSpan? RetryAfter { get; }
}

/// <summary>
/// One store's patience: a budget for each operation, pauses between its attempts (the store's own where it named one), and a circuit
/// breaker that everything asked of this store shares. A pause that would outlast the budget is not begun.
/// </summary>
internal sealed class StorePatience
{
    private static readonly ResiliencePropertyKey<long> StartedAt = new("started-at");
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline timed;
    private readonly ResiliencePipeline untimed;
    private readonly ResilienceOptions options;
    private readonly TimeProvider time;

    public StorePatience(ResilienceOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MostAttempts > 1)
            builder.AddRetry(Retry());
        untimed = builder.AddCircuitBreaker(Breaker()).Build();
        timed = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(options.Budget).AddPipeline(untimed).Build();
    }

    /// <summary>
    /// Runs the operation. A fault that outlasted every attempt leaves as <see cref="StoreFaultKind.Unavailable"/>; one that no attempt can
    /// mend leaves as it is, at once.
    /// </summary>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken ct) => RunAsync(timed, attempt, ct);

    /// <summary>The same without a limit on the time in all, for what limits itself.</summary>
    public Task<T> RunUntimedAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken ct) => RunAsync(untimed, attempt, ct);

    private async Task<T> RunAsync<T>(ResiliencePipeline pipeline, Func<CancellationToken, Task<T>> attempt, CancellationToken ct)
    {
        var context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(StartedAt, time.GetTimestamp());
        try
        {
            return await pipeline.ExecuteAsync(static async (c, run) => await run(c.CancellationToken), context, attempt);
        }
        catch (TimeoutRejectedException e)
        {
            throw new StoreFault(StoreFaultKind.Unavailable, "budget-spent", "The store did not answer within the time for one operation.", e);
        }
        catch (BrokenCircuitException e)
        {
            throw new StoreFault(StoreFaultKind.Unavailable, "left-alone", "The store failed again and again and is left alone for a while.", e) { RetryAfter = e.RetryAfter };
        }
        catch (StoreFault fault) when (MayPass(fault))
        {
            throw new StoreFault(StoreFaultKind.Unavailable, fault.Code, fault.Message, fault) { RetryAfter = fault.RetryAfter };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private RetryStrategyOptions Retry() => new()
    {
        MaxRetryAttempts = options.MostAttempts - 1,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.FirstPause,
        MaxDelay = options.LongestPause,
        ShouldHandle = args => ValueTask.FromResult(WorthAnother(args.Outcome) && RetryAfter(args.Outcome) is var pause && (pause is null || pause < Remaining(args.Context))),
        DelayGenerator = args => ValueTask.FromResult(RetryAfter(args.Outcome)),
    };

    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        FailureRatio = 1,
        MinimumThroughput = options.FailuresToBreak,
        SamplingDuration = Sampling,
        BreakDuration = options.Break,
        ShouldHandle = args => ValueTask.FromResult(args.Outcome is { Exception: StoreFault fault } ? MayPass(fault) : args.Outcome.Result is IAttempt { Fruitless: true }),
    };

    private TimeSpan Remaining(ResilienceContext context) =>
        options.Budget - time.GetElapsedTime(context.Properties.GetValue(StartedAt, 0));

    private static bool WorthAnother(Outcome<object> outcome) =>
        outcome is { Exception: StoreFault fault } ? MayPass(fault) : outcome.Result is IAttempt { Again: true };

    private static TimeSpan? RetryAfter(Outcome<object> outcome) =>
        outcome is { Exception: StoreFault fault } ? fault.RetryAfter : (outcome.Result as IAttempt)?.RetryAfter;

    private static bool MayPass(StoreFault fault) => fault.Kind is StoreFaultKind.Transient or StoreFaultKind.Throttled;
}
