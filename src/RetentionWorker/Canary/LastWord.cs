using System.Text;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Canary;

/// <summary>
/// Asks the log, which a canary's fate rests on: the book says of every record that is gone when it went, also of one that was absent already when its
/// turn came.
/// </summary>
internal sealed class LastWord(Commitments commitments)
{
    /// <summary>Whether the last that was said of the record is that this program erased it.</summary>
    public bool IsErased(IReadSession session, RecordAddress record)
    {
        var names = commitments.AllOfRecord(record).Select(Encoding.ASCII.GetBytes).ToList();
        var last = LogTail.NewestFirst(session).Select(e => e.Entry).FirstOrDefault(e => names.Exists(name => e.AsSpan().IndexOf(name) >= 0));
        return last.AsSpan().IndexOf("\"kind\":\"erased\""u8) >= 0;
    }
}
