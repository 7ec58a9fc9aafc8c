using Retention.Domain.Canaries;
using Retention.Domain.Facts;

namespace Retention.Domain.Schedule;

/// <summary>Reads the categories of a rule: one, or a list. There is no word for all of them: an empty or wild scope would match what nobody thought of.</summary>
internal static class CategoriesCheck
{
    private const string Remedy = "name each category, such as recording or [recording, transcript]";

    internal static IReadOnlyList<CategoryName> Read(CheckedMap map)
    {
        switch (map.Node("category"))
        {
            case ScheduleNode.List { Items.Count: > 0 } list:
                return List(map, list);
            case ScheduleNode.List:
                map.Problem("category", "the list of categories is empty", Remedy);
                return [];
            default:
                return map.Text("category", Remedy) is { } name && IsName(map, name) ? [new(name)] : [];
        }
    }

    private static List<CategoryName> List(CheckedMap map, ScheduleNode.List list)
    {
        var names = new List<CategoryName>();
        foreach (var item in list.Items)
        {
            if (item is not ScheduleNode.Text text)
                map.Problem("category", "a category is a name", Remedy);
            else if (names.Contains(new(text.Value)))
                map.Problem("category", $"the category \"{text.Value}\" is listed twice", "list it once");
            else if (IsName(map, text.Value))
                names.Add(new(text.Value));
        }
        return names;
    }

    private static bool IsName(CheckedMap map, string name)
    {
        if (CanaryRules.IsReserved(new CategoryName(name)))
        {
            map.Problem("category", $"the category \"{name}\" is the program's own, for its canaries", Remedy);
            return false;
        }
        if (IdSyntax.ProblemOf(name) is not { } problem)
            return true;
        map.Problem(
            "category",
            name.AsSpan().IndexOfAny("*?/\\") >= 0 ? $"\"{name}\" names no category but would match several" : $"\"{name}\" is no category: {problem}",
            Remedy);
        return false;
    }
}
