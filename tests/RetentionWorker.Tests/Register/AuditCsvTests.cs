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

    [Fact]
    public void A_long_log_is_written_in_memory_that_does_not_grow_with_it()
    {
        const int Pairs = 50_000;
        using var study = new Study();
        study.Append([.. Enumerable.Range(0, Pairs).SelectMany(_ => (AuditEntry[])[new AuditEntry.Stopped(Study.Start, "os-1", "a"), new AuditEntry.Started(Study.Start, "os-1", "b")])]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (most, rows) = (0L, 0);
        AuditCsv.Write(TextWriter.Null, new AuditList(study.Catalogue, study.Commitments).Read(new(), CancellationToken.None).Select(Seen));
        Assert.Equal(2 * Pairs, rows);
        Assert.True(most - before < 16 << 20, $"{(most - before) >> 10} KiB");

        ListedEntry Seen(ListedEntry entry)
        {
            if (++rows % 10_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            return entry;
        }
    }
}
