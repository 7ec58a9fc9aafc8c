using System.Globalization;
using System.Text.Json;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>Recorded replies of the real service, read where they are kept beside the repository.</summary>
internal sealed class Recording
{
    private readonly List<(string Method, Uri Url, ScriptedReply Reply)> calls = [];

    /// <summary>The recording, or a skipped test where recordings are not at hand.</summary>
    public static Recording Load(string name)
    {
        var folder = RepositoryRoot.Vectors("blob");
        Assert.SkipWhen(folder is null, "no recordings at hand (RETENTION_VECTORS, or ../shared/vectors beside the repository)");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder!, name + ".json")));
        var recording = new Recording();
        foreach (var call in json.RootElement.GetProperty("networkCallRecords").EnumerateArray())
        {
            var response = call.GetProperty("Response");
            recording.calls.Add((
                call.GetProperty("Method").GetString()!,
                new Uri(call.GetProperty("Url").GetString()!.Replace("REDACTED", "account", StringComparison.Ordinal)),
                new ScriptedReply(int.Parse(response.GetProperty("STATUS_CODE").GetString()!, CultureInfo.InvariantCulture), response.GetProperty("BODY").GetString()!)
                {
                    Headers = response.EnumerateObject()
                        .Where(header => header.Name is "etag" or "last-modified" or "www-authenticate" || header.Name.StartsWith("x-ms-", StringComparison.Ordinal))
                        .Where(header => header.Name is not ("x-ms-client-request-id" or "x-ms-version"))
                        .ToDictionary(header => header.Name, header => header.Value.GetString()!),
                }));
        }
        return recording;
    }

    /// <summary>The recorded container.</summary>
    public string Container => calls[0].Url.AbsolutePath.Split('/')[1];

    /// <summary>The n-th recorded reply to this method; queries must hold the text.</summary>
    public ScriptedReply Reply(string method, int n = 0, string query = "") => Matching(method, query).ElementAt(n).Reply;

    /// <summary>The n-th recorded reply of this status to any request.</summary>
    public ScriptedReply Status(int status, int n = 0) => calls.Where(call => call.Reply.Status == status).ElementAt(n).Reply;

    private IEnumerable<(string Method, Uri Url, ScriptedReply Reply)> Matching(string method, string query) =>
        calls.Where(call => call.Method == method && call.Url.Query.Contains(query, StringComparison.Ordinal));
}
