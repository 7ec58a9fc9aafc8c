using System.Text.Json;
using Retention.Domain.Calendar;
using Retention.Domain.Schedule;
using RetentionWorker.Register;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.Register;

/// <summary>What is published about schedules in <c>docs</c>: the example and the JSON Schema.</summary>
public sealed class ScheduleExampleTests
{
    private static readonly string Example = Repository.File("docs", "retention-schedule.example.yaml");
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllBytes(Repository.File("docs", "retention-schedule.schema.json"))).RootElement;

    [Fact]
    public void The_example_loads_without_a_problem_or_a_warning()
    {
        var reading = ScheduleFile.Parse(File.ReadAllBytes(Example));
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
        var schedule = reading.Schedule!;
        Assert.Equal("Europe/London", schedule.Zone.Id);
        Assert.Equal(5, schedule.Rules.Count);
        Assert.Equal(new Limits(new Bounds(Records: 10_000, PercentOfStore: 20, PercentOfProject: 100), Bounds.None, new Bounds(Records: 30_000, PercentOfStore: 50)), schedule.Limits);
        Assert.Equal(CalendarPeriod.Parse("P1D"), schedule.Settle);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Example))), schedule.Sha256);
    }

    [Fact]
    public void The_example_says_what_the_leaflet_promises()
    {
        var rules = ScheduleFile.Parse(File.ReadAllBytes(Example)).Schedule!.Rules.ToDictionary(r => r.Id.Value);
        var contact = rules["contact-details-within-12-months"];
        Assert.Equal((new CalendarPeriod(11, 21), new CalendarPeriod(12, 0), StartingPoint.ProjectEnd), (contact.EraseAfter, contact.EraseBy, contact.StartsAt));
        var tax = rules["incentive-payments-tax"];
        Assert.Equal((new CalendarPeriod(72, 0), "tax-records", true, true), (tax.Retain, tax.Obligation, tax.IsObligation, tax.Erases));
        var kept = rules["anonymised-datasets"];
        Assert.Equal((new CalendarPeriod(60, 0), null, true, false), (kept.ReviewEvery, kept.StartsAt, kept.Keeps, kept.Erases));
        Assert.Equal(3, rules["everything-on-withdrawal"].Categories.Count);
    }

    [Fact]
    public void The_schema_and_the_check_know_the_same_keys_and_words()
    {
        var rule = Schema.GetProperty("$defs").GetProperty("rule").GetProperty("properties");
        Assert.Equal(ScheduleKeys.Top.Order(), Keys(Schema.GetProperty("properties")));
        Assert.Equal(ScheduleKeys.Rule.Order(), Keys(rule));
        Assert.Equal(ScheduleKeys.Limits.Order(), Keys(Schema.GetProperty("properties").GetProperty("limits").GetProperty("properties")));
        Assert.Equal(ScheduleKeys.StartingPoints.Keys.Order(), rule.GetProperty("startsAt").GetProperty("enum").EnumerateArray().Select(w => w.GetString()!).Order());
        Assert.Equal(ScheduleKeys.Keep, rule.GetProperty("disposition").GetProperty("const").GetString());
        Assert.Equal(ScheduleKeys.Versions.Single(), Schema.GetProperty("properties").GetProperty("version").GetProperty("const").GetInt32());
    }

    [Fact]
    public void What_the_schema_requires_the_check_requires()
    {
        var text = File.ReadAllText(Example);
        foreach (var key in Schema.GetProperty("required").EnumerateArray().Select(k => k.GetString()!))
        {
            var without = key == "rules" ? text.Replace("rules:", "rulez:", StringComparison.Ordinal) : string.Join('\n', text.Split('\n').Where(l => !l.StartsWith(key + ":", StringComparison.Ordinal)));
            Assert.Contains(ScheduleFile.Parse(System.Text.Encoding.UTF8.GetBytes(without)).Problems, p => p.Path == key && p.Message.Contains("missing", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("P1Y")]
    [InlineData("P11M21D")]
    [InlineData("P2W")]
    [InlineData("P0D")]
    [InlineData("P")]
    [InlineData("PT12M")]
    [InlineData("P-1Y")]
    [InlineData("-P1Y")]
    [InlineData("p1y")]
    [InlineData("P1.5Y")]
    [InlineData("P1M1Y")]
    [InlineData("P1M1M")]
    [InlineData("12")]
    [InlineData("")]
    public void The_schema_and_the_check_agree_on_what_a_period_is(string text)
    {
        var pattern = Schema.GetProperty("$defs").GetProperty("period").GetProperty("pattern").GetString()!;
        Assert.Equal(
            CalendarPeriod.TryParse(text, out _, out _),
            System.Text.RegularExpressions.Regex.IsMatch(text, pattern, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private static IEnumerable<string> Keys(JsonElement map) => map.EnumerateObject().Select(p => p.Name).Order();
}
