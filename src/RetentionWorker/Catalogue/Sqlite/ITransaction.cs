namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>How a session ends; either call is its last, and gives its connection to the next one.</summary>
internal interface ITransaction
{
    /// <summary>What its commit writes besides.</summary>
    Unwritten Unwritten { get; set; }

    /// <summary>Returns when it is on disk; throws where it is not. <paramref name="mayBeJoined"/>: nothing is being read on the connection any more.</summary>
    void Commit(bool mayBeJoined);

    void Undo();
}
