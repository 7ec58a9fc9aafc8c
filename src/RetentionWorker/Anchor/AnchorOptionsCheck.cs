using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Retention.Domain.Transparency;

namespace RetentionWorker.Anchor;

/// <summary>Finds every problem of the options at once, each with its key's path.</summary>
internal static class AnchorOptionsCheck
{
    private const int MostHours = 24 * 31;
    private const int MostDays = 366;

    public static IEnumerable<(string Key, string Problem)> Problems(AnchorOptions options, string path)
    {
        if (options.EveryHours is < 1 or > MostHours)
            yield return ($"{path}.everyHours", $"must be from 1 to {MostHours}");
        if (options.TooOldAfterDays is < 1 or > MostDays)
            yield return ($"{path}.tooOldAfterDays", $"must be from 1 to {MostDays}");
        else if (options.TooOldAfter < options.Every)
            yield return ($"{path}.tooOldAfterDays", "must not be shorter than everyHours: each checkpoint would be too old before the next one is sent");
    }

    /// <param name="hasMailServer">Whether a mail server is configured (<c>daemon.escalate.smtp</c>).</param>
    public static IEnumerable<(string Key, string Problem)> Problems(AnchorPlaceSetting place, string baseDirectory, bool hasMailServer, string path)
    {
        var (needed, problems) = place.Kind switch
        {
            AnchorKinds.Directory => (new[] { "path" }, DirectoryProblems(place.Options)),
            AnchorKinds.Witness => (["url", "vkey"], UrlProblems(place.Options).Concat(KeyProblems(place.Options))),
            AnchorKinds.TimeStamp => (["url", "certificate"], UrlProblems(place.Options).Concat(CertificateProblems(place.Options, baseDirectory))),
            AnchorKinds.Mail => (["to"], MailProblems(place.Options, hasMailServer)),
            AnchorKinds.AzureBlob => (new[] { "service", "container", "credential", "connectionStringFile", "serviceVersion" }, []),
            _ => ([], []),
        };
        foreach (var (key, problem) in problems.Concat(Foreign(place.Options, needed, place.Kind)))
            yield return ($"{path}.{key}", problem);
    }

    /// <summary>The certificate, or null where the file holds none.</summary>
    public static X509Certificate2? CertificateOf(string file, string baseDirectory)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(Path.GetFullPath(file, baseDirectory));
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Key, string Problem)> Foreign(AnchorPlaceOptions options, string[] needed, string kind)
    {
        (string Key, string? Value)[] all =
        [
            ("path", options.Path), ("url", options.Url), ("certificate", options.Certificate), ("vkey", options.Vkey), ("to", options.To), ("service", options.Service),
            ("container", options.Container), ("credential", options.Credential), ("connectionStringFile", options.ConnectionStringFile), ("serviceVersion", options.ServiceVersion),
        ];
        return all.Where(a => a.Value is not null && !needed.Contains(a.Key)).Select(a => (a.Key, $"is no key of a place of kind {kind}"));
    }

    private static IEnumerable<(string Key, string Problem)> DirectoryProblems(AnchorPlaceOptions options)
    {
        if (string.IsNullOrEmpty(options.Path) || options.Path.Contains('\0', StringComparison.Ordinal))
            yield return ("path", "must be a folder, on another machine where it is to be of use");
    }

    private static IEnumerable<(string Key, string Problem)> UrlProblems(AnchorPlaceOptions options)
    {
        if (!(Uri.TryCreate(options.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0 && address.Query.Length == 0 && address.Fragment.Length == 0))
            yield return ("url", "must be an address that begins with https:// or http://");
    }

    private static IEnumerable<(string Key, string Problem)> KeyProblems(AnchorPlaceOptions options)
    {
        string? problem = null;
        try
        {
            if (options.Vkey is null || VerifierKey.Parse(options.Vkey).Algorithm != NoteAlgorithm.Cosignature)
                problem = "must be the public key of the witness, name+id+base64, of cosignatures";
        }
        catch (FormatException fault)
        {
            problem = $"is no public key of a witness: {fault.Message}";
        }
        if (problem is not null)
            yield return ("vkey", problem);
    }

    private static IEnumerable<(string Key, string Problem)> CertificateProblems(AnchorPlaceOptions options, string baseDirectory)
    {
        using var certificate = options.Certificate is { } file ? CertificateOf(file, baseDirectory) : null;
        if (certificate is null)
            yield return ("certificate", "must be a file with the certificate (PEM) of the authority, or of whoever issued it: without it anybody could have stamped");
    }

    private static IEnumerable<(string Key, string Problem)> MailProblems(AnchorPlaceOptions options, bool hasMailServer)
    {
        if (string.IsNullOrWhiteSpace(options.To) || !options.To.Contains('@', StringComparison.Ordinal))
            yield return ("to", "must be an e-mail address, or several with commas between them");
        if (!hasMailServer)
            yield return ("kind", "needs a mail server: daemon.escalate.smtp");
    }
}
