namespace RetentionWorker.Hosting.Configuration;

/// <summary>
/// Finds and reads a file that decides what is erased. Only a plain file that no other user can write is read: a symbolic link, or a file
/// that anybody may change, could be exchanged between the check and the run.
/// </summary>
internal static class ConfigurationFile
{
    public const string DefaultName = "retention.json";

    private const long Longest = 1 << 20;

    /// <summary>The file's bytes; null where there is a problem, which is noted.</summary>
    public static byte[]? Read(string path, string name, List<ConfigurationProblem> problems)
    {
        if (ProblemOf(path) is { } problem)
        {
            problems.Add(new(name, problem));
            return null;
        }
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(name, $"cannot be read: {e.Message}"));
            return null;
        }
    }

    /// <summary>Why the file is not to be trusted, or null.</summary>
    public static string? ProblemOf(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            return "is a symbolic link; name the file itself";
        if (Directory.Exists(path))
            return "is a directory, not a file";
        if (!file.Exists)
            return "there is no such file";
        if ((file.UnixFileMode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            return "may be written by others than its owner; take that right away: chmod go-w";
        return file.Length > Longest ? $"is longer than {Longest / 1024 / 1024} MiB" : null;
    }
}
