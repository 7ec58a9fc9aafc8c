using RetentionWorker.Catalogue;

namespace RetentionWorker.Tests.Run;

/// <summary>A catalogue in which another process takes the pen just before this one does, each time.</summary>
internal sealed class Between(ICatalogue inner, Action then) : ICatalogue
{
    public bool IsSimulated => inner.IsSimulated;

    public IStopSwitch StopSwitch => inner.StopSwitch;

    public IReadSession Read() => inner.Read();

    public IUnitOfWork Begin()
    {
        then();
        return inner.Begin();
    }

    public void TidyUp() => inner.TidyUp();

    public long FactsEpoch() => inner.FactsEpoch();
}
