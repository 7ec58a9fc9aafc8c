using Retention.Domain.Facts;
using Retention.Domain.Keys;

namespace RetentionWorker.Catalogue;

/// <summary>The keys that link the log's entries to names, and how far the destruction of each has come. The keys themselves are elsewhere.</summary>
internal interface IKeyBook
{
    LinkKey? Find(ProjectId project, int epoch);

    /// <summary>All of them, destroyed ones too, by project and epoch.</summary>
    IReadOnlyList<LinkKey> List();

    /// <summary>The latest epoch of the project that was ever noted; 0 where none was.</summary>
    int LatestEpoch(ProjectId project);

    /// <summary>Adds or replaces it.</summary>
    void Put(LinkKey key);

    /// <summary>The projects of which records are in a store, but for those that a rule keeps for good.</summary>
    IReadOnlySet<ProjectId> WithRecords();

    /// <summary>The projects of which copies of records that are gone may still come back.</summary>
    IReadOnlySet<ProjectId> WithResidue();

    /// <summary>By store, how many records that are gone have copies of which nobody can say when the last one ends.</summary>
    IReadOnlyList<(StoreName Store, long Records)> ResidueWithoutEnd();
}
