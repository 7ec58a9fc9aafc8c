namespace RetentionWorker.Catalogue;

/// <summary>Held by the one process that may erase. Whoever asks for an erasure shows it.</summary>
internal interface IEraseLock : IDisposable;
