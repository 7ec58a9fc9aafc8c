using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>Reads the log from its end: what happened last is near it, whatever the log's size.</summary>
internal static class LogTail
{
    private const int AtOnce = 1024;

    public static IEnumerable<(long Seq, byte[] Entry)> NewestFirst(IReadSession session)
    {
        for (var end = session.Log.Head().Size; end > 0; end -= AtOnce)
        {
            var from = Math.Max(0, end - AtOnce);
            foreach (var entry in session.Log.Read(from).TakeWhile(e => e.Seq < end).Reverse())
                yield return entry;
        }
    }
}
