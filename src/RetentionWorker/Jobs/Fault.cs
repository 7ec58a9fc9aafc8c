using System.Data.Common;
using System.Globalization;
using System.Text;
using RetentionWorker.Run;

namespace RetentionWorker.Jobs;

/// <summary>
/// Names what went wrong without its message: a message may quote a path, and a path names people.
/// </summary>
internal static class Fault
{
    /// <summary>The types from the outside in, with the numbers that a database or the system gave: <c>StoreFault&lt;IOException(5)</c>.</summary>
    public static string NameOf(Exception exception)
    {
        var name = new StringBuilder();
        for (var e = exception; e is not null && name.Length < 300; e = e.InnerException)
        {
            if (name.Length > 0)
                name.Append('<');
            name.Append(e is RunRefusal refusal ? $"refused:{refusal.Code}" : e.GetType().Name);
            var number = e switch
            {
                DbException db => db.ErrorCode,
                IOException io => io.HResult & 0xFFFF,
                _ => 0,
            };
            if (number != 0)
                name.Append(CultureInfo.InvariantCulture, $"({number})");
        }
        return name.ToString();
    }
}
