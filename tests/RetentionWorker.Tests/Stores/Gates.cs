using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

/// <summary>A gate that closes after it was asked so many times.</summary>
internal sealed class ClosingGate(int openFor, KeptReason reason) : IErasureGate
{
    private int asked;

    public static ClosingGate AlwaysOpen => new(int.MaxValue, KeptReason.Stopping);

    public int Asked => asked;

    public KeptReason? Closed() => Interlocked.Increment(ref asked) > openFor ? reason : null;
}

/// <summary>Does something at every question, such as changing the store at the worst moment.</summary>
internal sealed class MeddlingGate(Action<int> meddle) : IErasureGate
{
    private int asked;

    public KeptReason? Closed()
    {
        meddle(Interlocked.Increment(ref asked));
        return null;
    }
}
