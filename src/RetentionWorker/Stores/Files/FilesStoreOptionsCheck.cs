using Retention.Domain.Facts;

namespace RetentionWorker.Stores.Files;

/// <summary>Everything that is wrong with a configured folder, at once, each with its key's path.</summary>
internal static class FilesStoreOptionsCheck
{
    private const int MostDays = 36_500;
    private const int MostParallelism = 64;

    /// <summary>The problems of one store; <paramref name="key"/> is its path in the configuration, as in <c>stores.interviews</c>.</summary>
    public static IReadOnlyList<string> Problems(string key, FilesStoreOptions options, string baseDirectory)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Root))
            problems.Add($"{key}.root: must name the folder that holds the records");
        else if (options.Root.Contains('\0'))
            problems.Add($"{key}.root: holds a NUL character");
        else if (RootPath(options, baseDirectory) == "/")
            problems.Add($"{key}.root: the root of the whole file system cannot be a store");
        if (string.IsNullOrEmpty(options.Template))
            problems.Add($"{key}.template: must say how names map to facts, as in {{project}}/{{category}}/{{participant}}/{{*}}");
        else if (PathTemplate.Parse(options.Template).Problem is { } problem)
            problems.Add($"{key}.template: {problem}");
        else if (options.Canaries == true && !PathTemplate.Parse(options.Template).Template!.LeavesRoom)
            problems.Add($"{key}.canaries: the template has neither {{participant}} nor {{*}}, and so no place for a canary beside what belongs to people; write false");
        if (options.Parallelism is < 1 or > MostParallelism)
            problems.Add($"{key}.parallelism: must be from 1 to {MostParallelism}");
        if (options.Declared is null)
            problems.Add($"{key}.declared: must say backupDays and snapshotDays (0 where there is none); the program cannot see them");
        else
        {
            problems.AddRange(DaysProblem($"{key}.declared.backupDays", options.Declared.BackupDays));
            problems.AddRange(DaysProblem($"{key}.declared.snapshotDays", options.Declared.SnapshotDays));
        }
        return problems;
    }

    /// <summary>The problems of several stores with each other: a record must have one name in one store.</summary>
    public static IReadOnlyList<string> Overlaps(IReadOnlyList<(string Key, string RootPath)> stores)
    {
        var problems = new List<string>();
        for (var i = 0; i < stores.Count; i++)
        {
            for (var j = i + 1; j < stores.Count; j++)
            {
                if (Overlap(stores[i].RootPath, stores[j].RootPath))
                    problems.Add($"{stores[j].Key}.root: overlaps {stores[i].Key}.root; a record would belong to both");
            }
        }
        return problems;
    }

    /// <summary>Whether one folder is the other or lies in it; symbolic links are resolved as far as the folders exist.</summary>
    public static bool Overlap(string one, string other)
    {
        one = Resolved(one) + "/";
        other = Resolved(other) + "/";
        return one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);
    }

    /// <summary>The root as an absolute path without a slash at its end.</summary>
    public static string RootPath(FilesStoreOptions options, string baseDirectory)
    {
        var path = Path.GetFullPath(options.Root!, Path.GetFullPath(baseDirectory));
        return path.Length > 1 ? path.TrimEnd('/') : path;
    }

    private static IEnumerable<string> DaysProblem(string key, int? days)
    {
        if (days is null)
            yield return $"{key}: must be written; 0 where there is none";
        else if (days is < 0 or > MostDays)
            yield return $"{key}: must be from 0 to {MostDays}";
    }

    private static string Resolved(string path)
    {
        var resolved = "";
        foreach (var segment in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = resolved + "/" + segment;
            try
            {
                resolved = Directory.ResolveLinkTarget(next, returnFinalTarget: true)?.FullName.TrimEnd('/') ?? next;
            }
            catch (IOException)
            {
                resolved = next;
            }
        }
        return resolved;
    }
}
