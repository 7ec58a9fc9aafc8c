namespace RetentionWorker.Watch;

/// <summary>Finds every problem of the options at once, each with its key's path.</summary>
internal static class EscalateOptionsCheck
{
    private static readonly string[] Securities = ["startTls", "tls", "none"];

    public static IEnumerable<(string Key, string Problem)> Problems(EscalateOptions options, string baseDirectory, string path)
    {
        if (options.Webhook is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0))
            yield return ($"{path}.webhook", "must be an address that begins with https:// or http://");
        if (options.Smtp is not { } smtp)
            yield break;
        foreach (var (key, problem) in Problems(smtp, baseDirectory))
            yield return ($"{path}.smtp.{key}", problem);
    }

    private static IEnumerable<(string Key, string Problem)> Problems(SmtpOptions smtp, string baseDirectory)
    {
        if (string.IsNullOrWhiteSpace(smtp.Host) || smtp.Host.Any(c => char.IsWhiteSpace(c) || c is '/' or '@'))
            yield return ("host", "must be the name of the mail server that takes the messages");
        if (smtp.Port is < 1 or > 65535)
            yield return ("port", "must be from 1 to 65535");
        if (!Securities.Contains(smtp.Security, StringComparer.Ordinal))
            yield return ("security", $"must be one of: {string.Join(", ", Securities)}");
        if (!IsAddress(smtp.From))
            yield return ("from", "must be one e-mail address");
        if (smtp.Recipients.Count == 0 || !smtp.Recipients.All(IsAddress))
            yield return ("to", "must be an e-mail address, or several with commas between them");
        if (smtp.User is null != smtp.PasswordFile is null)
            yield return (smtp.User is null ? "user" : "passwordFile", "is missing: user and passwordFile go together");
        if (smtp is { PasswordFile: not null, Security: "none" } && smtp.Host is not ("localhost" or "127.0.0.1" or "::1"))
            yield return ("security", "would send the password in clear: write startTls or tls");
        if (smtp.PasswordFile is { } file && !File.Exists(Path.GetFullPath(file, baseDirectory)))
            yield return ("passwordFile", "there is no such file");
    }

    private static bool IsAddress(string? text) =>
        text is not null && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';');
}
