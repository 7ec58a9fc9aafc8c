using Retention.Domain.Transparency;
using RetentionWorker.Anchor;
using RetentionWorker.Anchor.Places;
using RetentionWorker.Catalogue;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Stores.AzureBlob;
using RetentionWorker.Watch;
using RetentionWorker.Watch.Channels;

namespace RetentionWorker.Hosting;

/// <summary>Makes the configured places that keep checkpoints of the log. Touches none of them.</summary>
internal static class AnchorComposition
{
    public static IReadOnlyList<IAnchorPlace> Places(RetentionOptions options, ICatalogue catalogue, INoteVerifier verifier) =>
        [.. options.Anchors.Places.Select(p => Place(p, options, catalogue, verifier))];

    private static IAnchorPlace Place(AnchorPlaceSetting place, RetentionOptions options, ICatalogue catalogue, INoteVerifier verifier) => place.Kind switch
    {
        AnchorKinds.Directory => new DirectoryPlace(place.Name, Path.GetFullPath(place.Options.Path!, options.BaseDirectory)),
        AnchorKinds.Witness => new WitnessPlace(place.Name, new Uri(place.Options.Url!), VerifierKey.Parse(place.Options.Vkey!), verifier, () => LastSize(catalogue, place.Name)),
        AnchorKinds.TimeStamp => new TimeStampPlace(place.Name, new Uri(place.Options.Url!), AnchorOptionsCheck.CertificateOf(place.Options.Certificate!, options.BaseDirectory)!),
        AnchorKinds.Mail => new MailPlace(place.Name, Mail(options, place.Options.To!)),
        AnchorKinds.AzureBlob => new BlobPlace(place.Name, BlobConnection.Open(AnchorSetup.Account(place.Options), options.BaseDirectory)),
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };

    private static long LastSize(ICatalogue catalogue, string place)
    {
        using var session = catalogue.Read();
        return session.Anchors.Latest().Where(a => a.Place == place).Select(a => a.Size).SingleOrDefault();
    }

    private static SendFile Mail(RetentionOptions options, string to)
    {
        var smtp = options.Daemon.Escalate!.Smtp! with { To = to };
        var mailing = new Mailing(smtp, smtp.PasswordFile is { } file ? Path.GetFullPath(file, options.BaseDirectory) : null);
        return async (subject, text, fileName, bytes, ct) =>
        {
            try
            {
                await mailing.SendAsync(subject, text, (fileName, bytes), ct);
            }
            catch (EscalationFault fault)
            {
                throw new AnchorFault(fault.Code is "unreachable" or "timed-out" ? AnchorCodes.Unreachable : AnchorCodes.Refused, fault);
            }
        };
    }
}
