using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;

namespace Retention.Domain.Schedule;

/// <summary>Checks one rule by itself and against the ids of those before it, whether or not those have problems of their own.</summary>
internal static class RuleCheck
{
    private const string NoDefault = "write it: there is no default, a missing period must neither erase at once nor never";

    /// <summary>The rule, or nothing where it has problems.</summary>
    internal static IEnumerable<WrittenRule> Read(CheckedMap map, List<ScheduleProblem> problems, Dictionary<string, int> linesOfIds)
    {
        var known = problems.Count;
        var id = Id(map, linesOfIds);
        var categories = CategoriesCheck.Read(map);
        var because = map.Text("because", "write why, in the words that were promised or the law that asks for it");
        var keeps = Disposition(map);
        var rule = keeps ? Keeping(map) : Acting(map);
        return problems.Count > known
            ? []
            : [new(rule with { Id = new(id!), Categories = categories, Because = because! }, map.Line, map.Path)];
    }

    private static string? Id(CheckedMap map, Dictionary<string, int> linesOfIds)
    {
        if (map.Text("id", "name the rule, such as recordings-at-project-end") is not { } id)
            return null;
        if (IdSyntax.ProblemOf(id) is { } problem)
            map.Problem("id", $"\"{id}\" is no id: {problem}", "name the rule, such as recordings-at-project-end");
        else if (!linesOfIds.TryAdd(id, map.Line))
            map.Problem("id", $"the id \"{id}\" is taken by the rule on line {linesOfIds[id]}", "give each rule an id of its own");
        return id;
    }

    private static bool Disposition(CheckedMap map)
    {
        if (!map.Has("disposition"))
            return false;
        var word = map.Text("disposition", "write keep, or leave the key out");
        if (word is not null && word != ScheduleKeys.Keep)
            map.Problem("disposition", $"there is no disposition \"{word}\"{NearestName.Hint(word, [ScheduleKeys.Keep])}", "write keep, or leave the key out: a rule erases by its eraseAfter and eraseBy");
        return true;
    }

    private static Rule Keeping(CheckedMap map)
    {
        foreach (var key in (string[])["startsAt", "date", "eraseAfter", "eraseBy", "retain", "obligation"])
            map.Lacks(key, $"a rule that keeps has no {key}", "leave it out, or leave disposition: keep out; what is both is two rules");
        var review = map.Period("reviewEvery", "write how often a person looks whether it is still to be kept, such as P5Y");
        if (review == CalendarPeriod.Zero)
            map.Problem("reviewEvery", "a review every P0D never ends", "write a period such as P5Y");
        return Empty with { ReviewEvery = review };
    }

    private static Rule Acting(CheckedMap map)
    {
        map.Lacks("reviewEvery", "only a rule that keeps is reviewed", "write disposition: keep with it, or leave it out");
        var startsAt = StartsAt(map);
        var retain = map.PeriodIfAny("retain");
        var erases = !map.Has("retain") || map.Has("eraseAfter") || map.Has("eraseBy");
        var after = erases ? map.Period("eraseAfter", NoDefault) : null;
        var by = erases ? map.Period("eraseBy", NoDefault) : null;
        WindowCheck.Check(map, after, by, retain);
        return Empty with
        {
            StartsAt = startsAt, FixedDate = Date(map, startsAt), EraseAfter = after, EraseBy = by, Retain = retain, Obligation = Obligation(map),
        };
    }

    private static StartingPoint? StartsAt(CheckedMap map)
    {
        var words = ScheduleKeys.StartingPoints.Keys;
        var remedy = $"write one of {string.Join(", ", words)}";
        if (map.Text("startsAt", remedy) is not { } word)
            return null;
        if (ScheduleKeys.StartingPoints.TryGetValue(word, out var point))
            return point;
        map.Problem("startsAt", $"there is no starting point \"{word}\"{NearestName.Hint(word, words)}", remedy);
        return null;
    }

    private static LocalDate? Date(CheckedMap map, StartingPoint? startsAt)
    {
        if (startsAt == StartingPoint.FixedDate)
            return map.Date("date", "write the date that startsAt: fixed-date counts from, such as 2027-03-31");
        if (startsAt is not null)
            map.Lacks("date", "date goes with startsAt: fixed-date only", "leave it out, or count from the date");
        return null;
    }

    private static string? Obligation(CheckedMap map)
    {
        const string remedy = "name the duty in a short code, such as tax-records (UK GDPR Art. 17(3)(b))";
        if (!map.Has("retain"))
        {
            map.Lacks("obligation", "an obligation needs the period that it retains for", "write retain, or leave obligation out");
            return null;
        }
        var code = map.Text("obligation", remedy);
        if (code is not null && IdSyntax.ProblemOf(code) is { } problem)
            map.Problem("obligation", $"\"{code}\" is no code: {problem}", remedy);
        return code;
    }

    private static readonly Rule Empty = new(default, [], null, null, null, null, null, null, null, "");
}
