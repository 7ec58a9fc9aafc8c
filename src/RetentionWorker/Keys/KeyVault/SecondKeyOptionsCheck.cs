namespace RetentionWorker.Keys.KeyVault;

/// <summary>What is wrong with the options of the second key, each with its key's path.</summary>
internal static class SecondKeyOptionsCheck
{
    private const int NameLength = 127;
    private const int VersionLength = 32;

    public static IEnumerable<(string Key, string Problem)> Problems(SecondKeyOptions options, string path)
    {
        if (!(Uri.TryCreate(options.Vault, UriKind.Absolute, out var vault) && vault.Scheme == "https" && vault.Host.Contains('.', StringComparison.Ordinal) && vault.PathAndQuery == "/" && vault.UserInfo.Length == 0 && vault.Fragment.Length == 0))
            yield return ($"{path}.vault", "must be the vault's address, https://NAME.vault.azure.net");
        if (options.Key is not { Length: > 0 and <= NameLength } key || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return ($"{path}.key", "must be the name of a key in the vault: letters, digits and hyphens");
        if (options.Version is { } version && (version.Length != VersionLength || !version.All(char.IsAsciiHexDigit)))
            yield return ($"{path}.version", "must be a version of the key, 32 hexadecimal digits; leave it out for the newest");
        if (options.Credential != "default")
            yield return ($"{path}.credential", "must be default: as whoever runs this is known to Azure");
    }
}
