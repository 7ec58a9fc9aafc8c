namespace RetentionWorker.Watch;

/// <summary>The monitor outside that hears of each unattended run, and of its silence by itself.</summary>
internal sealed record HeartbeatOptions
{
    /// <summary>An http or https address that takes a POST after a good run, and one at <c>/fail</c> below it after a bad one.</summary>
    public string? Url { get; init; }

    /// <summary>A file that holds the address, where it is a secret; read at each sending.</summary>
    public string? UrlFile { get; init; }

    /// <summary>The address, or null where the file does not give one.</summary>
    public Uri? Address(string baseDirectory)
    {
        try
        {
            return AddressOf(Url ?? File.ReadAllText(Path.GetFullPath(UrlFile!, baseDirectory)).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0 && address.Fragment.Length == 0 ? address : null;
}

/// <summary>Finds every problem of the options at once, each with its key's path. Repeats nothing of an address that is in a file.</summary>
internal static class HeartbeatOptionsCheck
{
    public static IEnumerable<(string Key, string Problem)> Problems(HeartbeatOptions options, string baseDirectory, string path)
    {
        if (options.Url is null == options.UrlFile is null)
            yield return (path, "write exactly one of url and urlFile");
        else if (options.Url is { } url && HeartbeatOptions.AddressOf(url) is null)
            yield return ($"{path}.url", "must be an address that begins with https:// or http://");
        else if (options.UrlFile is { } file && !File.Exists(Path.GetFullPath(file, baseDirectory)))
            yield return ($"{path}.urlFile", "there is no such file");
        else if (options.UrlFile is not null && options.Address(baseDirectory) is null)
            yield return ($"{path}.urlFile", "the file must hold an address that begins with https:// or http://, and nothing else");
    }
}
