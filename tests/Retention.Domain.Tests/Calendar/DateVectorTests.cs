using NodaTime;
using NodaTime.Text;
using Retention.Domain.Calendar;

namespace Retention.Domain.Tests.Calendar;

/// <summary>The date vectors that five independent implementations were run on.</summary>
public sealed class DateVectorTests
{
    public static TheoryData<string> Rows() => new(Table.Select(v => v["id"]));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Agrees_with_the_vector(string id)
    {
        var row = Table.Single(v => v["id"] == id);
        var zone = DateTimeZoneProviders.Tzdb[row["zone"]];
        var start = row["project_end"].Contains('T')
            ? InstantPattern.General.Parse(row["project_end"]).Value.DayIn(zone)
            : Day(row["project_end"]);
        Assert.Equal(Day(row["project_end_local_date"]), start);

        var period = CalendarPeriod.Parse(row["period"]);
        var window = ErasureWindow.From(start, period, period);
        Assert.Equal(Day(row["expected_due_date"]), window.EraseBy);
        Assert.Equal(window.EraseBy, window.EraseFrom);
        Assert.Equal(window.EraseBy, window.KeepThrough);
        Assert.Equal(At(row["expected_due_day_starts_utc"]), window.OpensAt(zone));
        Assert.Equal(At(row["expected_deadline_utc_exclusive"]), window.DeadlineAt(zone));
    }

    [Fact]
    public void All_rows_are_read() => Assert.Equal(65, Table.Count);

    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;

    private static Instant? At(string text) => text == "ERROR" ? null : InstantPattern.General.Parse(text).Value;

    private static readonly IReadOnlyList<Dictionary<string, string>> Table = Read();

    private static List<Dictionary<string, string>> Read()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Calendar", "dates.csv"));
        var header = Fields(lines[0]);
        return lines.Skip(1).Select(l => header.Zip(Fields(l)).ToDictionary(f => f.First, f => f.Second, StringComparer.Ordinal)).ToList();
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string> { "" };
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                fields.Add("");
            else
                fields[^1] += c;
        }
        return fields;
    }
}
