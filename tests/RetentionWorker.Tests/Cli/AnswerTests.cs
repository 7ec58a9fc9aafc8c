using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

public sealed class AnswerTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("grüße 研究", "grüße 研究")]
    [InlineData("a\u001b[31mred", "a\\u{1B}[31mred")]
    [InlineData("two\nlines\t", "two\\u{A}lines\\u{9}")]
    [InlineData("left\u202Eright", "left\\u{202E}right")]
    public void What_a_terminal_would_obey_is_shown_as_an_escape(string name, string shown) => Assert.Equal(shown, PlainText.Of(name));

    [Fact]
    public void Half_a_character_is_shown_as_an_escape() => Assert.Equal("lone\\u{D800}!", PlainText.Of("lone" + (char)0xD800 + "!"));

    [Fact]
    public void A_table_takes_markup_for_text_and_cuts_nothing()
    {
        var output = new StringWriter();
        var name = "[red]" + new string('x', 500) + "\u001b[0m";
        new Answer(output, TextWriter.Null, OutputFormat.Text).Many([name], "none", new Column<string>("[bold]name", n => n));
        Assert.Contains("[bold]name", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("[red]" + new string('x', 500) + "\\u{1B}[0m", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_for_machines_is_one_object_per_line_and_nothing_else()
    {
        var output = new StringWriter { NewLine = "\n" };
        new Answer(output, TextWriter.Null, OutputFormat.Json).Many([new { PlannedEnd = 1 }, new { PlannedEnd = 2 }], "none", new Column<object>("x", _ => 1));
        Assert.Equal("{\"plannedEnd\":1}\n{\"plannedEnd\":2}\n", output.ToString());
    }
}
