namespace RetentionWorker.Cli;

/// <summary>Secrets are refused on the command line: every user of the machine sees it. The refusal never repeats them.</summary>
internal static class Secrets
{
    private static readonly string[] Options =
        ["--connection-string", "--account-key", "--access-key", "--sas", "--sas-token", "--password", "--secret", "--client-secret", "--token", "--api-key"];

    private static readonly string[] Marks =
        ["AccountKey=", "SharedAccessKey=", "SharedAccessSignature=", "&sig=", "?sig=", "Password=", "-----BEGIN "];

    public static string? ProblemOf(IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            var name = argument.Split('=', ':')[0];
            var marked = Marks.Any(m => argument.Contains(m, StringComparison.OrdinalIgnoreCase));
            if (marked || Options.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var what = Options.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"{name}: a secret" : "an argument holds a secret, which";
                return $"{what} is not taken on the command line, where every user sees it (ps); put it into a file and name that file in retention.json "
                    + "(connectionStringFile, sasFile) or use a systemd credential";
            }
        }
        return null;
    }
}
