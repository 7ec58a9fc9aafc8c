using NodaTime;
using RetentionWorker.Register;

namespace RetentionWorker.Tests.Register;

public sealed class CivilDateTests
{
    [Theory]
    [InlineData("", "the date is empty")]
    [InlineData("2025-02-30", "is not a day of the calendar")]
    [InlineData("2025-13-01", "is not a day of the calendar")]
    [InlineData("2025-02-29", "is not a day of the calendar")]
    [InlineData("03/04/2025", "can be read with day or month first")]
    [InlineData("4.3.2025", "can be read with day or month first")]
    [InlineData("45321", "spreadsheet's serial number (that would be 2024-01-30)")]
    [InlineData("20250630", "did you mean 2025-06-30?")]
    [InlineData("2025-06-30T23:30:00Z", "is a date with a time")]
    [InlineData("2025-06-30 ", "whitespace around the date")]
    [InlineData("9999-12-31", "the word never")]
    [InlineData("0001-01-01", "outside the years")]
    [InlineData("tomorrow", "is not a date")]
    [InlineData("2025-6-3", "is not a date")]
    [InlineData("\u0662\u0660\u0662\u0665-\u0660\u0663-\u0660\u0664", "is not a date")]
    public void What_is_no_ISO_date_is_named_with_what_to_write_instead(string text, string problem)
    {
        var (date, what) = CivilDate.Parse(text);
        Assert.Null(date);
        Assert.Contains(problem, what, StringComparison.Ordinal);
    }

    [Fact]
    public void A_leap_day_is_a_day() => Assert.Equal(new LocalDate(2024, 2, 29), CivilDate.Parse("2024-02-29").Date);
}
