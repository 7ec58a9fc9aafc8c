using System.Buffers.Text;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using RetentionWorker.Record;

namespace RetentionWorker.Keys.KeyVault;

/// <summary>
/// Signs by a key that never leaves an Azure Key Vault: ES256 over the SHA-256 of a checkpoint. All that is asked of the vault is here (its REST API, two calls), so that another client could take
/// this file's place.
/// </summary>
internal sealed class VaultCosigner : ICheckpointCosigner
{
    private const string ApiVersion = "7.3";
    private const int CoordinateLength = 32;

    /// <summary>One call, its retries and the token included. A vault may ask for any pause (Retry-After); the log does not wait for it.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(20);

    /// <summary>Members that only a private key has (RFC 7518): what answers with one is no vault.</summary>
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "k"];

    private readonly Uri vault;
    private readonly string name;
    private readonly string? version;
    private readonly TimeSpan atMost;
    private readonly HttpPipeline pipeline;

    /// <param name="vault">The vault's address.</param>
    /// <param name="name">The key's name.</param>
    /// <param name="version">One version of it; null for the newest.</param>
    /// <param name="credential">Who asks.</param>
    /// <param name="transport">Stands in for the network; null is the network.</param>
    /// <param name="atMost">How long one call may take; null is 20 seconds.</param>
    public VaultCosigner(Uri vault, string name, string? version, TokenCredential credential, HttpPipelineTransport? transport = null, TimeSpan? atMost = null)
    {
        (this.vault, this.name, this.version, this.atMost) = (vault, name, version, atMost ?? AtMost);
        var options = new VaultClientOptions();
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = this.atMost / 2;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        if (transport is not null)
            options.Transport = transport;
        pipeline = HttpPipelineBuilder.Build(options, new VaultChallengePolicy(credential, vault));
    }

    public bool IsConfigured => true;

    /// <summary>The vault of checked options, asked as whoever runs this is known to Azure. Touches nothing yet.</summary>
    public static VaultCosigner Open(SecondKeyOptions options)
    {
        var identity = new DefaultAzureCredentialOptions();
        identity.Retry.MaxRetries = 0;
        return new(new Uri(options.Vault!), options.Key!, options.Version, new DefaultAzureCredential(identity));
    }

    public async Task<CosignerKey> KeyAsync(CancellationToken ct)
    {
        using var answer = await AskAsync(RequestMethod.Get, version is null ? $"/keys/{name}" : $"/keys/{name}/{version}", null, ct);
        return Read(() =>
        {
            var (key, attributes) = (answer.RootElement.GetProperty("key"), answer.RootElement.GetProperty("attributes"));
            if (PrivateMembers.Any(m => key.TryGetProperty(m, out _)) || key.GetProperty("kty").GetString() is not ("EC" or "EC-HSM") || key.GetProperty("crv").GetString() != "P-256")
                throw new CosignFault(CosignFault.Unexpected);
            if (attributes.TryGetProperty("enabled", out var enabled) && !enabled.GetBoolean())
                throw new CosignFault(CosignFault.NoKey);
            using var point = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate(key, "x"), Y = Coordinate(key, "y") } });
            return new CosignerKey(VersionOf(key.GetProperty("kid").GetString()!), point.ExportSubjectPublicKeyInfo());
        });
    }

    public async Task<byte[]> SignAsync(CosignerKey key, byte[] text, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { alg = "ES256", value = Base64Url.EncodeToString(SHA256.HashData(text)) });
        using var answer = await AskAsync(RequestMethod.Post, $"/keys/{name}/{key.Version}/sign", body, ct);
        return Read(() =>
        {
            if (VersionOf(answer.RootElement.GetProperty("kid").GetString()!) != key.Version)
                throw new CosignFault(CosignFault.Unexpected);
            var both = Base64Url.DecodeFromChars(answer.RootElement.GetProperty("value").GetString());
            return both.Length == 2 * CoordinateLength ? Der(both) : throw new CosignFault(CosignFault.Unexpected);
        });
    }

    /// <summary>r and s side by side (IEEE P1363), as a vault has them, in ASN.1 DER, as a note has them.</summary>
    internal static byte[] Der(ReadOnlySpan<byte> both)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(both[..CoordinateLength], isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(both[CoordinateLength..], isUnsigned: true, isBigEndian: true));
        }
        return writer.Encode();
    }

    private static byte[] Coordinate(JsonElement key, string member) =>
        Base64Url.DecodeFromChars(key.GetProperty(member).GetString()) is { Length: CoordinateLength } bytes ? bytes : throw new CosignFault(CosignFault.Unexpected);

    /// <summary>The version that an answer is of; it must be of this vault's key.</summary>
    private string VersionOf(string kid) =>
        Uri.TryCreate(kid, UriKind.Absolute, out var id) && string.Equals(id.Host, vault.Host, StringComparison.OrdinalIgnoreCase) && id.Segments is [_, var keys, var of, var number]
            && keys == "keys/" && string.Equals(of, name + "/", StringComparison.OrdinalIgnoreCase) && number.All(char.IsAsciiHexDigit) && (version is null || string.Equals(number, version, StringComparison.OrdinalIgnoreCase))
            ? number
            : throw new CosignFault(CosignFault.Unexpected);

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException or CryptographicException or ArgumentException)
        {
            throw new CosignFault(CosignFault.Unexpected, fault);
        }
    }

    private async Task<JsonDocument> AskAsync(RequestMethod method, string path, byte[]? body, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(atMost);
        try
        {
            using var message = pipeline.CreateMessage();
            message.Request.Method = method;
            message.Request.Uri.Reset(new Uri(vault, $"{path}?api-version={ApiVersion}"));
            message.Request.Headers.Add("Accept", "application/json");
            if (body is not null)
            {
                message.Request.Headers.Add("Content-Type", "application/json");
                message.Request.Content = RequestContent.Create(body);
            }
            await pipeline.SendAsync(message, deadline.Token);
            var code = message.Response.Status switch
            {
                200 => null,
                401 or 403 => CosignFault.Denied,
                404 => CosignFault.NoKey,
                429 => CosignFault.Throttled,
                408 or >= 500 => CosignFault.Unreachable,
                _ => CosignFault.Unexpected,
            };
            return code is null ? JsonDocument.Parse(message.Response.Content.ToMemory()) : throw new CosignFault(code);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested && CodeOf(fault) is { } code)
        {
            throw new CosignFault(code, fault);
        }
    }

    private static string? CodeOf(Exception fault) => fault switch
    {
        CosignFault => null,
        AuthenticationFailedException => CosignFault.Denied,
        JsonException or FormatException => CosignFault.Unexpected,
        AggregateException { InnerExceptions: [.., var last] } => CodeOf(last) ?? (last as CosignFault)?.Code,
        RequestFailedException or OperationCanceledException or IOException or HttpRequestException => CosignFault.Unreachable,
        _ => null,
    };

    private sealed class VaultClientOptions : ClientOptions;
}
