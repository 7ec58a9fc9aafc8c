using Azure;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>Makes the client of one container from checked options. The client itself never tries again: retrying is a wrapper's.</summary>
internal static class BlobConnection
{
    /// <summary>The container's client. <paramref name="transport"/> stands in for the network; null is the network.</summary>
    public static BlobContainerClient Open(AzureBlobStoreOptions options, string baseDirectory, HttpPipelineTransport? transport = null)
    {
        var settings = ClientOptions(options, transport);
        if (options.ConnectionStringFile is { } connectionFile)
            return new BlobServiceClient(ReadSecret(connectionFile, baseDirectory), settings).GetBlobContainerClient(options.Container);
        var service = new Uri(options.Service!);
        if (options.SasFile is { } sasFile)
            return new BlobServiceClient(service, new AzureSasCredential(ReadSecret(sasFile, baseDirectory).TrimStart('?')), settings).GetBlobContainerClient(options.Container);
        var identity = new DefaultAzureCredentialOptions();
        identity.Retry.MaxRetries = 0;
        return new BlobServiceClient(service, new DefaultAzureCredential(identity), settings).GetBlobContainerClient(options.Container);
    }

    /// <summary>The version that a text as in <c>2025-11-05</c> stands for, or null.</summary>
    public static BlobClientOptions.ServiceVersion? ParseVersion(string text) =>
        text.Length == 10 && text.All(c => char.IsAsciiDigit(c) || c == '-') && Enum.TryParse<BlobClientOptions.ServiceVersion>("V" + text.Replace('-', '_'), ignoreCase: false, out var version) ? version : null;

    public static string? ConnectionStringProblem(string file, string? service, string baseDirectory)
    {
        try
        {
            var named = new BlobServiceClient(ReadSecret(file, baseDirectory)).Uri;
            if (named.Scheme == "http" && !named.IsLoopback)
                return "must name an https service; http would send the names in the clear";
            return service is null || !Uri.TryCreate(service, UriKind.Absolute, out var written) || SamePlace(named, written)
                ? null : "names another service than the key service";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "the file cannot be read";
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return "the file holds no connection string";
        }
    }

    public static string? SasProblem(string file, string baseDirectory)
    {
        try
        {
            var parts = ReadSecret(file, baseDirectory).TrimStart('?').Split('&').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1]);
            if (!parts.Contains("sig"))
                return "the file holds no shared access signature (sv=…&sig=…)";
            // A signature for one container or blob (sr=…) may not read the container's metadata, where its identity is.
            return parts["srt"].Any(types => types.Contains('c') && types.Contains('o')) ? null : "must be a signature of the account with resource types c and o (srt=co); any other cannot read the container's identity";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "the file cannot be read";
        }
    }

    private static BlobClientOptions ClientOptions(AzureBlobStoreOptions options, HttpPipelineTransport? transport)
    {
        var settings = options.ServiceVersion is { } version ? new BlobClientOptions(ParseVersion(version)!.Value) : new BlobClientOptions();
        settings.TrimBlobNameSlashes = false;
        settings.Retry.MaxRetries = 0;
        settings.Retry.NetworkTimeout = TimeSpan.FromSeconds(Math.Max(options.PageSeconds ?? BlobCalls.DefaultPageSeconds, options.CallSeconds ?? BlobCalls.DefaultCallSeconds));
        settings.Diagnostics.IsLoggingEnabled = false;
        settings.Diagnostics.IsDistributedTracingEnabled = false;
        settings.AddPolicy(new SentOncePolicy(), Azure.Core.HttpPipelinePosition.PerCall);
        settings.AddPolicy(new ReadableErrorPolicy(), Azure.Core.HttpPipelinePosition.PerCall);
        if (transport is not null)
            settings.Transport = transport;
        return settings;
    }

    private static string ReadSecret(string file, string baseDirectory) =>
        File.ReadAllText(Path.GetFullPath(file, Path.GetFullPath(baseDirectory))).Trim();

    private static bool SamePlace(Uri one, Uri other) =>
        string.Equals(one.GetLeftPart(UriPartial.Path).TrimEnd('/'), other.GetLeftPart(UriPartial.Path).TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
}
