using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace RetentionWorker.Tests.Keys.KeyVault;

/// <summary>
/// As much of a key vault as signing takes, behind TLS on this machine. The challenge (401 with tenant and resource), the key bundle and the errors' form are as recorded
/// (vectors/key-vault: transcribed-challenge.json, KeyVaultKeyClient.CreateEcKey*.json); <c>sign</c>, 403, 429 and disabled keys are as documented, no recording shows them.
/// </summary>
internal sealed class SmallVault : IDisposable
{
    public const string Host = "retention-test.vault.azure.net";
    public const string Version = "0123456789abcdef0123456789abcdef";
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate;
    private readonly CancellationTokenSource end = new();

    public SmallVault()
    {
        using var rsa = RSA.Create(2048);
        certificate = new CertificateRequest($"CN={Host}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        listener.Start();
        _ = ServeAsync();
    }

    public static Uri Address => new($"https://{Host}/");

    public ECDsa Key { get; set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>What signs in the key's place; null is the key.</summary>
    public ECDsa? SignsBy { get; set; }

    /// <summary>What it was asked: method and path, whether with a token, and the length of the body.</summary>
    public List<(string What, bool Token, int Body)> Asked { get; } = [];

    /// <summary>Who hands out tokens, and for what they were asked.</summary>
    public Tokens Credential { get; } = new();

    /// <summary>What it answers to whoever has a token, in place of the truth: a status, and headers.</summary>
    public (int Status, string Headers)? Trouble { get; set; }

    /// <summary>Trouble only when it is to sign.</summary>
    public bool OnlyWhenSigning { get; set; }

    /// <summary>It takes the request, and never answers.</summary>
    public bool Hangs { get; set; }

    public string Resource { get; set; } = "https://vault.azure.net";

    /// <summary>Changes the answer's text.</summary>
    public Func<string, string> Alter { get; set; } = text => text;

    public HttpPipelineTransport Transport() => new HttpClientTransport(new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(listener.LocalEndpoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
    }));

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        certificate.Dispose();
        Key.Dispose();
        SignsBy?.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await listener.AcceptTcpClientAsync(end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            await using var stream = new SslStream(connection.GetStream());
            await stream.AuthenticateAsServerAsync(certificate);
            while (await RequestAsync(stream) is { } request)
            {
                if (Hangs)
                    await Task.Delay(Timeout.Infinite, end.Token);
                var (status, headers, body) = Reply(request);
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}"), end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The other side is gone, or the test is over.
        }
    }

    private async Task<(string What, bool Token, string Body)?> RequestAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, end.Token) == 0)
                return null;
            head.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        var length = lines.Select(l => l.Split(": ")).Where(l => l[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Select(l => int.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, end.Token);
        var request = (What: lines[0][..lines[0].LastIndexOf(' ')], Token: lines.Contains("Authorization: Bearer " + Tokens.Token), Encoding.UTF8.GetString(body));
        lock (Asked)
            Asked.Add((request.What, request.Token, length));
        return request;
    }

    private (int Status, string Headers, string Body) Reply((string What, bool Token, string Body) request)
    {
        if (!request.Token)
        {
            return (401, $"WWW-Authenticate: Bearer authorization=\"https://login.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47\", resource=\"{Resource}\"\r\n",
                """{"error":{"code":"Unauthorized","message":"Request is missing a Bearer or PoP token."}}""");
        }
        var signs = request.What.StartsWith("POST ", StringComparison.Ordinal);
        if (Trouble is { } trouble && (signs || !OnlyWhenSigning))
            return (trouble.Status, trouble.Headers, """{"error":{"code":"Trouble","message":"As documented."}}""");
        var kid = $"https://{Host}/keys/retention-log/{Version}";
        if (request.What is $"GET /keys/retention-log?api-version=7.3" or $"GET /keys/retention-log/{Version}?api-version=7.3")
        {
            var point = Key.ExportParameters(includePrivateParameters: false).Q;
            return (200, "", Alter($$$"""{"key":{"kid":"{{{kid}}}","kty":"EC","key_ops":["sign","verify"],"crv":"P-256","x":"{{{Base64Url.EncodeToString(point.X)}}}","y":"{{{Base64Url.EncodeToString(point.Y)}}}"},"attributes":{"enabled":true,"created":1638489999,"updated":1638489999,"recoveryLevel":"Recoverable+Purgeable","recoverableDays":90}}"""));
        }
        if (request.What == $"POST /keys/retention-log/{Version}/sign?api-version=7.3")
        {
            var asked = JsonDocument.Parse(request.Body).RootElement;
            Assert.Equal("ES256", asked.GetProperty("alg").GetString());
            var signature = (SignsBy ?? Key).SignHash(Base64Url.DecodeFromChars(asked.GetProperty("value").GetString()), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return (200, "", Alter($$"""{"kid":"{{kid}}","value":"{{Base64Url.EncodeToString(signature)}}"}"""));
        }
        return (404, "", """{"error":{"code":"KeyNotFound","message":"A key with (name/id) was not found in this key vault."}}""");
    }

    /// <summary>Hands out one token, and remembers what for.</summary>
    internal sealed class Tokens : TokenCredential
    {
        public const string Token = "a-token-of-the-tests";

        public List<string> AskedFor { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            AskedFor.Add($"{requestContext.Scopes.Single()} {requestContext.TenantId}");
            return new AccessToken(Token, new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
