using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;
using RetentionWorker.Record;

namespace RetentionWorker.Keys.KeyVault;

/// <summary>
/// Authorizes by what the vault itself asks for: the first request goes without token and body, and its 401 names the tenant and the resource. A token is only asked for, and given, where the
/// resource is the vault's own domain: a vault that is not one gets none.
/// </summary>
internal sealed partial class VaultChallengePolicy(TokenCredential credential, Uri vault) : BearerTokenAuthenticationPolicy(credential, "https://vault.azure.net/.default")
{
    private const string HeldBack = "retention.body";
    private volatile Asked? asked;

    protected override ValueTask AuthorizeRequestAsync(HttpMessage message)
    {
        if (asked is { } known)
            return AuthenticateAndAuthorizeRequestAsync(message, Context(message, known, null));
        if (message.Request.Content is { } body)
        {
            message.SetProperty(HeldBack, body);
            message.Request.Content = null;
        }
        return default;
    }

    protected override async ValueTask<bool> AuthorizeRequestOnChallengeAsync(HttpMessage message)
    {
        if (message.Request.Content is null && message.TryGetProperty(HeldBack, out var body))
            message.Request.Content = (RequestContent?)body;
        if (!message.Response.Headers.TryGetValue("WWW-Authenticate", out var header) || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return false;
        var parts = Part().Matches(header).ToLookup(m => m.Groups[1].Value.ToLowerInvariant(), m => m.Groups[2].Value + m.Groups[3].Value);
        var claims = parts["claims"].FirstOrDefault() is { } coded ? Encoding.UTF8.GetString(Convert.FromBase64String(coded.PadRight((coded.Length + 3) / 4 * 4, '='))) : null;
        if (claims is null || asked is null)
            asked = Of(parts) ?? throw new CosignFault(CosignFault.Unexpected);
        await AuthenticateAndAuthorizeRequestAsync(message, Context(message, asked, claims));
        return true;
    }

    private static TokenRequestContext Context(HttpMessage message, Asked asked, string? claims) =>
        new([asked.Scope], message.Request.ClientRequestId, claims, asked.Tenant, isCaeEnabled: true);

    private Asked? Of(ILookup<string, string> parts)
    {
        var scope = parts["scope"].FirstOrDefault() ?? (parts["resource"].FirstOrDefault() is { } resource ? resource.TrimEnd('/') + "/.default" : null);
        if (!Uri.TryCreate(scope, UriKind.Absolute, out var named) || named.Scheme != "https" || !vault.Host.EndsWith("." + named.Host, StringComparison.OrdinalIgnoreCase))
            return null;
        var authority = parts["authorization"].Concat(parts["authorization_uri"]).FirstOrDefault();
        return Uri.TryCreate(authority, UriKind.Absolute, out var login) && login.Segments is [_, var tenant, ..] ? new(scope, tenant.TrimEnd('/')) : null;
    }

    [GeneratedRegex("""(\w+)=(?:"([^"]*)"|([^",\s]+))""")]
    private static partial Regex Part();

    private sealed record Asked(string Scope, string Tenant);
}
