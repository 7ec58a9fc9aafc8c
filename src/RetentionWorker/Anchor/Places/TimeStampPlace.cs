using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace RetentionWorker.Anchor.Places;

/// <summary>
/// A time-stamp authority (RFC 3161): it signs the SHA-256 of the signed checkpoint together with its own time. The token is kept; anybody can check it with
/// <c>openssl ts -verify</c> and the authority's certificate. It remembers nothing, and so cannot tell that a log went back.
/// </summary>
/// <param name="name">The place's name.</param>
/// <param name="address">Where requests are posted.</param>
/// <param name="trusted">Its certificate, or that of whoever issued it: what another one signed is no answer.</param>
internal sealed class TimeStampPlace(string name, Uri address, X509Certificate2 trusted) : IAnchorPlace
{
    private const string QueryType = "application/timestamp-query";

    public string Name => name;

    public string Kind => AnchorKinds.TimeStamp;

    public byte[]? Latest(string origin, CancellationToken ct) => null;

    public async Task<AnchorReceipt> TakeAsync(LogCheckpoint checkpoint, CancellationToken ct)
    {
        var request = Rfc3161TimestampRequest.CreateFromData(checkpoint.Note, HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);
        using var client = Outside.Client();
        using var body = new ByteArrayContent(request.Encode());
        body.Headers.ContentType = new MediaTypeHeaderValue(QueryType);
        var (code, answer) = await Outside.AskAsync(async token =>
        {
            using var reply = await client.PostAsync(address, body, token);
            return (reply.StatusCode, await Outside.ReadAsync(reply, token));
        }, ct);
        if (code != HttpStatusCode.OK)
            throw new AnchorFault(AnchorCodes.Refused);
        try
        {
            var token = request.ProcessResponse(answer, out _);
            return token.VerifySignatureForData(checkpoint.Note, out var signer) && IsTrusted(signer, token)
                ? new AnchorReceipt(checkpoint.Note, token.AsSignedCms().Encode())
                : throw new AnchorFault(AnchorCodes.NotVouched);
        }
        catch (CryptographicException fault)
        {
            throw new AnchorFault(AnchorCodes.NotVouched, fault);
        }
    }

    private bool IsTrusted(X509Certificate2 signer, Rfc3161TimestampToken token)
    {
        if (signer.RawDataMemory.Span.SequenceEqual(trusted.RawDataMemory.Span))
            return true;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(token.AsSignedCms().Certificates);
        // Whether it was withdrawn is asked of nobody: the place that is configured is the one that is trusted.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = token.TokenInfo.Timestamp.LocalDateTime;
        return chain.Build(signer);
    }
}
