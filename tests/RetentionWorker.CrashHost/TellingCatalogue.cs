using RetentionWorker.Catalogue;

namespace RetentionWorker.CrashHost;

/// <summary>A catalogue that tells when the first writing transaction begins.</summary>
internal sealed class TellingCatalogue(ICatalogue inner, Action begins) : ICatalogue
{
    public bool WasWritten { get; private set; }

    public IStopSwitch StopSwitch => inner.StopSwitch;

    public bool IsSimulated => inner.IsSimulated;

    public IReadSession Read() => inner.Read();

    public IUnitOfWork Begin()
    {
        var work = inner.Begin();
        if (!WasWritten)
            begins();
        WasWritten = true;
        return work;
    }

    public long FactsEpoch() => inner.FactsEpoch();

    public void TidyUp() => inner.TidyUp();
}
