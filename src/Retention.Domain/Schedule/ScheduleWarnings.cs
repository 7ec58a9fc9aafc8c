using Retention.Domain.Calendar;
using Retention.Domain.Facts;

namespace Retention.Domain.Schedule;

/// <summary>What is sound, and may still not be what was meant.</summary>
internal static class ScheduleWarnings
{
    internal static List<ScheduleProblem> Of(RetentionSchedule schedule, IReadOnlyList<WrittenRule> rules, CheckedMap top)
    {
        var warnings = new List<ScheduleProblem>();
        warnings.AddRange(OfLimits(schedule.Limits, top));
        foreach (var category in schedule.Categories.OrderBy(c => c.Value, StringComparer.Ordinal))
            warnings.AddRange(OfCategory(category, [.. rules.Where(r => r.Rule.AppliesTo(category))]));
        warnings.AddRange(
            from rule in WindowCheck.WithoutSpare(schedule.Settle, rules)
            select At(rule, $"a fact settles for {schedule.Settle}, as long as this rule's eraseBy: recorded on its very day it leaves the rest of one day to erase in, and recorded a day later it is late", "settle for less, or promise a later day"));
        warnings.AddRange(
            from alike in schedule.Categories.GroupBy(c => c.Value, StringComparer.OrdinalIgnoreCase)
            where alike.Skip(1).Any()
            select new ScheduleProblem(0, "rules", $"the categories {string.Join(" and ", alike.Order(Comparer<CategoryName>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))))} differ in case only, and are different ones", "write the name as the stores do"));
        return warnings;
    }

    private static IEnumerable<ScheduleProblem> OfLimits(Limits limits, CheckedMap top)
    {
        var line = (top.Node("limits") ?? new ScheduleNode.Map(0, [])).Line;
        if (limits.Run.Records is null)
            yield return NotLimited("records");
        if (limits.Run.PercentOfStore is null)
            yield return NotLimited("percentOfStore");
        if (limits.Run.PercentOfProject is null)
            yield return NotLimited("percentOfProject");
        if (limits.Run != Bounds.None && !limits.Rolling)
        {
            yield return new(
                line, "limits.perDay", "neither perDay nor perWeek is written: what is carried out in slices, by hand or by one run after the other, stays within the limits of one run each time",
                "write below perDay or perWeek what an ordinary day or week erases, with some room");
        }
        if (limits.Run.Records == 0)
            yield return new(line, "limits.records", "with 0 every plan waits for a person", "write what an ordinary run erases, with some room");

        ScheduleProblem NotLimited(string key) =>
            new(line, $"limits.{key}", "is not limited: one run may erase everything that a wrong fact makes due", "write a limit; beyond it a plan waits for a person");
    }

    private static IEnumerable<ScheduleProblem> OfCategory(CategoryName category, IReadOnlyList<WrittenRule> rules)
    {
        var erasing = rules.Where(r => r.Rule.Erases).ToList();
        var keeping = rules.FirstOrDefault(r => r.Rule.Keeps);
        if (erasing.Count == 0 && keeping is null)
            yield return At(rules[0], $"the category {category} has only obligations: its records are unclassified and never erased", "write what happens when the duty ends");
        if (erasing.Count > 0 && keeping is not null)
            yield return At(keeping, $"the category {category} is kept only until a rule that erases it has started", "leave one of them out, or split the category");
        if (erasing.Count > 0 && keeping is null && erasing.TrueForAll(r => r.Rule.StartsAt == StartingPoint.Withdrawal))
            yield return At(erasing[0], $"the category {category} is erased at a withdrawal only: records of everybody else are never erased", "write a rule for them too, such as one that starts at project-end");
        foreach (var duty in rules.Where(r => r.Rule.IsObligation))
        {
            if (duty.Rule.StartsAt == StartingPoint.Withdrawal && erasing.Exists(r => r.Rule.StartsAt != StartingPoint.Withdrawal))
                yield return At(duty, $"the obligation starts at a withdrawal, and until it has started nothing of {category} is erased: records of those who never withdraw stay for ever", "start it at a point that comes for every record");
            foreach (var rule in erasing.Where(r => r != duty && r.Rule.StartsAt == duty.Rule.StartsAt && r.Rule.FixedDate == duty.Rule.FixedDate))
            {
                if (ErasureWindow.StartOnWhichNotLater(duty.Rule.Retain!.Value, rule.Rule.EraseBy!.Value) is not null)
                    yield return At(rule, $"the obligation {duty.Rule.Id} keeps {category} beyond this rule's eraseBy: the promise will be broken lawfully, and a person told", "promise no more than the duty allows");
            }
        }
    }

    private static ScheduleProblem At(WrittenRule rule, string message, string remedy) => new(rule.Line, rule.Path, message, remedy);
}
