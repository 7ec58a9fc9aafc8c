using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;

namespace RetentionWorker.Simulation.Machine;

/// <summary>The real catalogue of one process that may die whenever it asks for it.</summary>
internal sealed class MortalCatalogue(SqliteCatalogue real, Death death) : ICatalogue
{
    public bool IsSimulated => real.IsSimulated;

    public IStopSwitch StopSwitch => real.StopSwitch;

    public IReadSession Read()
    {
        death.Meet("catalogue read");
        return real.Read();
    }

    public IUnitOfWork Begin()
    {
        death.Meet("catalogue begin");
        return real.Begin();
    }

    public long FactsEpoch() => real.FactsEpoch();

    public void TidyUp()
    {
        death.Meet("catalogue tidy-up");
        real.TidyUp();
    }
}
