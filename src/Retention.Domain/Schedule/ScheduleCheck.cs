using NodaTime;
using Retention.Domain.Calendar;

namespace Retention.Domain.Schedule;

/// <summary>
/// Turns a schedule as written into one that can be decided by, or names everything that is wrong with it. Nothing dangerous has a
/// default, and what is not understood is never passed over.
/// </summary>
public static class ScheduleCheck
{
    private const string VersionRemedy = "write version: 1, the one that this program reads";
    private const string SettleRemedy = "write how long a fact that makes records due waits before it acts, such as P1D; P0D, not at all, must be written too";
    private const string RulesRemedy = "write at least one rule; without rules nothing is ever erased and every record is unclassified";

    /// <summary>Checks a whole document; <paramref name="sha256"/> is that of the file's bytes.</summary>
    public static ScheduleReading Check(ScheduleNode document, string sha256)
    {
        var problems = new List<ScheduleProblem>();
        if (document is not ScheduleNode.Map map)
            return ScheduleReading.Unreadable(document.Line, "a schedule is a map of keys", "start with version: 1");

        var top = new CheckedMap(map, "", ScheduleKeys.Top, problems);
        CheckVersion(top);
        var zone = Zone(top);
        var rules = Rules(top, problems);
        var limits = LimitsCheck.Read(top, problems);
        var settle = top.Period("settle", SettleRemedy);
        var (linkKeys, entriesKeptFor) = LogCheck.Read(top, problems);
        if (settle is { } settling)
            WindowCheck.CheckSettling(top, settling, rules);
        if (problems.Count > 0 || zone is null || settle is null)
            return new(null, [.. problems.OrderBy(p => p.Line)], []);

        var schedule = new RetentionSchedule(sha256, zone, [.. rules.Select(r => r.Rule)], limits, settle.Value) { LinkKeys = linkKeys, LogEntriesKeptFor = entriesKeptFor };
        return new(schedule, [], ScheduleWarnings.Of(schedule, rules, top));
    }

    private static void CheckVersion(CheckedMap top)
    {
        if (top.WholeNumber("version", 0, int.MaxValue, VersionRemedy) is { } version && !ScheduleKeys.Versions.Contains((int)version))
            top.Problem("version", $"version {version} is not supported", VersionRemedy);
    }

    private static DateTimeZone? Zone(CheckedMap top)
    {
        if (top.Text("timeZone", "write the IANA time zone that days are counted in, such as Europe/London; UTC must be written too") is not { } id)
            return null;
        var (zone, problem, remedy) = ZoneId.Find(id);
        if (zone is null)
            top.Problem("timeZone", problem, remedy);
        return zone;
    }

    private static List<WrittenRule> Rules(CheckedMap top, List<ScheduleProblem> problems)
    {
        var (rules, linesOfIds) = (new List<WrittenRule>(), new Dictionary<string, int>(StringComparer.Ordinal));
        if (top.Node("rules") is not ScheduleNode.List { Items.Count: > 0 } list)
        {
            top.Problem("rules", top.Has("rules") ? "rules is no list of rules, or an empty one" : "rules is missing", RulesRemedy);
            return rules;
        }
        for (var i = 0; i < list.Items.Count; i++)
        {
            var path = $"rules[{i}]";
            if (list.Items[i] is ScheduleNode.Map map)
                rules.AddRange(RuleCheck.Read(new CheckedMap(map, path, ScheduleKeys.Rule, problems), problems, linesOfIds));
            else
                problems.Add(new(list.Items[i].Line, path, "a rule is a map of keys", "write - id: and below it the rule's other keys"));
        }
        return rules;
    }
}

/// <summary>A rule and where it stands in the file.</summary>
internal sealed record WrittenRule(Rule Rule, int Line, string Path);
