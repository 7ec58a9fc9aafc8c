using System.Text;

namespace RetentionWorker.Simulation.Model;

/// <summary>From what a rule counts.</summary>
internal enum Start
{
    ProjectEnd,
    Withdrawal,
    Collected,
    FixedDate,
}

/// <summary>A rule as a person would note it down; it erases (after and by), obliges (retain), or keeps (review).</summary>
internal sealed record ModelRule(
    string Id, IReadOnlyList<string> Categories, Start? From, DateOnly? Date = null, Span? After = null, Span? By = null, Span? Retain = null, Span? Review = null);

/// <summary>A retention schedule, and the file that says so.</summary>
internal sealed record ModelSchedule(string Zone, IReadOnlyList<ModelRule> Rules, int SettleDays, int? LimitRecords, int? PercentOfStore, int? PercentOfProject)
{
    public string ToYaml()
    {
        var yaml = new StringBuilder($"version: 1\ntimeZone: {Zone}\nrules:\n");
        foreach (var rule in Rules)
        {
            yaml.Append($"  - id: {rule.Id}\n    category: [{string.Join(", ", rule.Categories)}]\n");
            if (rule.Review is { } review)
                yaml.Append($"    disposition: keep\n    reviewEvery: {review}\n");
            if (rule.From is { } from)
                yaml.Append($"    startsAt: {Word(from)}\n");
            if (rule.Date is { } date)
                yaml.Append($"    date: {date:yyyy-MM-dd}\n");
            if (rule.Retain is { } retain)
                yaml.Append($"    retain: {retain}\n    obligation: a-duty\n");
            if (rule is { After: { } after, By: { } by })
                yaml.Append($"    eraseAfter: {after}\n    eraseBy: {by}\n");
            yaml.Append("    because: \"Simulated.\"\n");
        }
        if ((LimitRecords ?? PercentOfStore ?? PercentOfProject) is not null)
        {
            yaml.Append("limits:\n");
            Limit("records", LimitRecords);
            Limit("percentOfStore", PercentOfStore);
            Limit("percentOfProject", PercentOfProject);
        }
        return yaml.Append($"settle: P{SettleDays}D\n").ToString();

        void Limit(string key, int? value)
        {
            if (value is not null)
                yaml.Append($"  {key}: {value}\n");
        }
    }

    private static string Word(Start from) => from switch
    {
        Start.ProjectEnd => "project-end",
        Start.Withdrawal => "withdrawal",
        Start.Collected => "collected",
        _ => "fixed-date",
    };
}
