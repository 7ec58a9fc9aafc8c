using System.Globalization;
using RetentionWorker.Races.Order;
using RetentionWorker.Races.Races;

namespace RetentionWorker.Races;

/// <summary>Plays races. Exit code 1 where a schedule fails, or a thousand do not reach what they must; 64 where nobody understands what was asked.</summary>
internal static class RacesCommand
{
    private const int EnoughToReachAll = 1000;

    private const string Usage = """
        races --schedules N [--race NAME] [--seed N] [--workers N] [--until-failure]   plays N schedules of each race, or of one
        races --race NAME --replay AT:TAKEN,AT:TAKEN,…                                 plays one schedule again, aloud; "usual" for the usual order
        races --list                                                                   names the races
        """;

    public static int Run(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--list" or "--until-failure")
                given[args[i]] = "";
            else if (args[i] is "--schedules" or "--race" or "--seed" or "--workers" or "--replay" && i + 1 < args.Length)
                given[args[i]] = args[++i];
            else
                return Misunderstood();
        }
        var races = Race.All.Where(r => !given.TryGetValue("--race", out var name) || r.Name == name).ToList();
        if (races.Count == 0)
            return Misunderstood();
        if (given.ContainsKey("--list"))
        {
            races.ForEach(r => Console.WriteLine(r.Name));
            return 0;
        }
        if (given.TryGetValue("--replay", out var replay))
            return races.Count == 1 && Deviations(replay) is { } deviations ? Replay(races[0], deviations) : Misunderstood();
        return Number(given, "--schedules", null) is { } schedules && Number(given, "--seed", 1) is { } seed && Number(given, "--workers", Environment.ProcessorCount) is { } workers
            ? Play(races, schedules, seed, workers, given.ContainsKey("--until-failure"))
            : Misunderstood();
    }

    private static int Play(List<Race> races, int schedules, int seed, int workers, bool untilFailure)
    {
        var (played, failed, missed) = (0, 0, 0);
        foreach (var race in races)
        {
            var result = new Campaign(race, seed, workers).Play(schedules, untilFailure);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{race.Name,-24} {result.Schedules,8} schedules, {result.Failures.Count} failures ({result.PointsEach:N0} points each, deviations up to {result.Depth}, {result.Elapsed.TotalSeconds:N1} s)"));
            foreach (var (came, count) in result.Came.OrderByDescending(c => c.Value))
                Console.WriteLine($"  {count,8} {came}");
            foreach (var failure in result.Failures.Take(3))
                Console.WriteLine($"  schedule {failure.Schedule}: {failure.Why}\n  replay: --race {race.Name} --replay {(failure.Replay.Length == 0 ? "usual" : failure.Replay)}");
            foreach (var never in result.NeverCame)
                Console.WriteLine($"     never {never}");
            (played, failed) = (played + result.Schedules, failed + result.Failures.Count);
            if (!untilFailure && result.Schedules >= EnoughToReachAll)
                missed += result.NeverCame.Count;
        }
        Console.WriteLine($"{played} schedules, {failed} failures{(missed == 0 ? "" : $", {missed} outcomes never reached")}");
        return failed + missed == 0 ? 0 : 1;
    }

    private static int Replay(Race race, List<Deviation> deviations)
    {
        var failure = Campaign.Replay(race, deviations, Console.WriteLine);
        Console.WriteLine(failure is null ? "1 schedules, 0 failures" : $"{failure.Why}\n1 schedules, 1 failures");
        return failure is null ? 0 : 1;
    }

    private static List<Deviation>? Deviations(string text)
    {
        var deviations = new List<Deviation>();
        foreach (var part in text == "usual" ? [] : text.Split(','))
        {
            var numbers = part.Split(':');
            if (numbers.Length != 2 || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at) || !int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var taken))
                return null;
            deviations.Add(new Deviation(at, taken));
        }
        return deviations;
    }

    private static int? Number(Dictionary<string, string> given, string key, int? otherwise) =>
        !given.TryGetValue(key, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static int Misunderstood()
    {
        Console.Error.WriteLine(Usage);
        return 64;
    }
}
