using System.Globalization;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;

namespace Retention.Domain.Schedule;

/// <summary>
/// A map of a schedule under check. Unknown and repeated keys are noted at once; each reader notes what is wrong with its key and returns
/// null, so that one pass finds everything.
/// </summary>
internal sealed class CheckedMap
{
    private readonly Dictionary<string, ScheduleEntry> entries = new(StringComparer.Ordinal);
    private readonly List<ScheduleProblem> problems;

    internal CheckedMap(ScheduleNode.Map map, string path, IReadOnlyList<string> known, List<ScheduleProblem> problems)
    {
        (Line, Path, this.problems) = (map.Line, path, problems);
        foreach (var entry in map.Entries)
        {
            if (!known.Contains(entry.Key))
                problems.Add(new(entry.Line, PathOf(entry.Key), $"there is no key \"{entry.Key}\" here{NearestName.Hint(entry.Key, known)}", $"known are {string.Join(", ", known)}"));
            else if (!entries.TryAdd(entry.Key, entry))
                problems.Add(new(entry.Line, PathOf(entry.Key), $"\"{entry.Key}\" is written twice, first on line {entries[entry.Key].Line}", "keep the one that is meant"));
        }
    }

    internal int Line { get; }

    internal string Path { get; }

    internal bool Has(string key) => entries.ContainsKey(key);

    internal string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    internal void Problem(string key, string message, string remedy) =>
        problems.Add(new(entries.TryGetValue(key, out var entry) ? entry.Line : Line, PathOf(key), message, remedy));

    internal ScheduleNode? Node(string key) => entries.TryGetValue(key, out var entry) ? entry.Value : null;

    /// <summary>Notes a key that must not stand here; true where it does not.</summary>
    internal bool Lacks(string key, string message, string remedy)
    {
        if (Has(key))
            Problem(key, message, remedy);
        return !Has(key);
    }

    internal string? Text(string key, string missing)
    {
        switch (Node(key))
        {
            case null:
                Problem(key, $"{key} is missing", missing);
                return null;
            case ScheduleNode.Text { Value.Length: > 0 } text when !string.IsNullOrWhiteSpace(text.Value):
                return text.Value;
            case ScheduleNode.Text:
                Problem(key, $"{key} is empty", missing);
                return null;
            default:
                Problem(key, $"{key} is a {(Node(key) is ScheduleNode.List ? "list" : "map")}, not a single value", missing);
                return null;
        }
    }

    internal CalendarPeriod? Period(string key, string missing)
    {
        if (Text(key, missing) is not { } text)
            return null;
        if (CalendarPeriod.TryParse(text, out var period, out var problem))
            return period;
        Problem(key, problem.Message, problem.Remedy);
        return null;
    }

    internal CalendarPeriod? PeriodIfAny(string key) => Has(key) ? Period(key, "write a period, or leave the key out") : null;

    /// <summary>Digits and nothing else, unquoted: no sign, decimal, percent sign, exponent or word can slip through.</summary>
    internal long? WholeNumber(string key, long least, long most, string remedy)
    {
        if (Text(key, remedy) is not { } text)
            return null;
        if (Node(key) is ScheduleNode.Text { Quoted: true })
            Problem(key, $"\"{text}\" is a text, not a number", $"write it without quotes; {remedy}");
        else if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (text.Length > 1 && text[0] == '0'))
            Problem(key, $"\"{text}\" is not a whole number", remedy);
        else if (number < least || number > most)
            Problem(key, $"{text} is out of range", remedy);
        else
            return number;
        return null;
    }

    internal LocalDate? Date(string key, string missing)
    {
        if (Text(key, missing) is not { } text)
            return null;
        if (text.Length == 10 && NodaTime.Text.LocalDatePattern.Iso.Parse(text) is { Success: true } read)
            return read.Value;
        Problem(key, $"\"{text}\" is not a date", "write a day of the calendar as YYYY-MM-DD, such as 2027-03-31");
        return null;
    }
}
