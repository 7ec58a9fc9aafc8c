using RetentionWorker.Catalogue.Sqlite;

namespace RetentionWorker.Tests.Catalogue;

/// <summary>A real catalogue in a directory of its own.</summary>
internal sealed class TemporaryCatalogue : IDisposable
{
    public TemporaryCatalogue()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("retention-catalogue-").FullName;
        Catalogue = SqliteCatalogue.Open(Directory);
    }

    public string Directory { get; }

    public SqliteCatalogue Catalogue { get; private set; }

    public SqliteCatalogue Reopen()
    {
        Catalogue.Dispose();
        return Catalogue = SqliteCatalogue.Open(Directory);
    }

    public void Dispose()
    {
        Catalogue.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
