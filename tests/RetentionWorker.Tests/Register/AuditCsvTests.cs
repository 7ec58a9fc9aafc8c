using System.Text.Json;
using Retention.Domain.Audit;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Tests.Record;

namespace RetentionWorker.Tests.Register;

public sealed class AuditCsvTests
{
    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("plain", "plain")]
    public void No_cell_is_run_and_every_cell_is_one_cell(string value, string cell)
    {
        var entry = JsonSerializer.Serialize(new Dictionary<string, object> { ["seq"] = 7, ["project"] = value, ["kind"] = "erased" });
        using var text = new StringWriter();
        AuditCsv.Write(text, [new ListedEntry(7, entry, JsonDocument.Parse(entry).RootElement)]);
        Assert.Equal($"entry,at,kind,actor,project,category,store,participants,record,intent,what\r\n7,,erased,,{cell},,,,,,\r\n", text.ToString());
    }

    /// <summary>Whatever else runs in this process: what was written is out, and what was read is let go of, while the rest is still to come.</summary>
    [Fact]
    public void A_long_log_is_written_as_it_is_read_and_nothing_of_it_is_kept()
    {
        const int Pairs = 20_000;
        using var study = new Study();
        study.Append([.. Enumerable.Range(0, Pairs).SelectMany(_ => (AuditEntry[])[new AuditEntry.Stopped(Study.Start, "os-1", "a"), new AuditEntry.Started(Study.Start, "os-1", "b")])]);
        using var text = new StringWriter();
        var (seen, rows, kept, waiting) = (new List<WeakReference>(), 0, 0, 0L);
        AuditCsv.Write(text, new AuditList(study.Catalogue, study.Commitments).Read(new(), CancellationToken.None).Select(Seen));
        Assert.Equal(2 * Pairs, rows);
        Assert.True(kept < 10, $"{kept} of {seen.Count} entries are kept");
        Assert.True(waiting < 1 << 20, $"{waiting} characters waited");

        ListedEntry Seen(ListedEntry entry)
        {
            if (++rows % 100 == 0)
                seen.Add(new WeakReference(entry));
            if (rows == 2 * Pairs)
            {
                GC.Collect();
                kept = seen.Count(s => s.IsAlive);
                // A row is some 60 characters.
                waiting = (rows * 50L) - text.GetStringBuilder().Length;
            }
            return entry;
        }
    }
}
