using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Plan;

namespace RetentionWorker.Tests.Plan;

public sealed class PlanDigestTests
{
    private static readonly StoreName Interviews = new("interviews");
    private static readonly PlanScope Scope = new(new("lonely"), null, new ParticipantId("P\"7"));

    [Fact]
    public void The_digest_is_of_the_canonical_json_as_anybody_can_recompute_it()
    {
        var (digest, json) = Of([("lonely/recording/P07/a.wav", "v1"), ("lonely/søren \"x\" \\ \n/ü", "\"0x8DE\"")], EarlyReason.NoLongerNecessary);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(json)), digest);
        Assert.Equal(Encoding.UTF8.GetString(JsonCanonicalizer.Canonicalize(json)), Encoding.UTF8.GetString(json));
        var plan = JsonDocument.Parse(json).RootElement;
        Assert.Equal(["early", "holdEpoch", "records", "schedule", "scope", "stores", "v"], plan.EnumerateObject().Select(m => m.Name));
        Assert.Equal(("no-longer-necessary", 7, "5c4ed01e"), (plan.GetProperty("early").GetString(), plan.GetProperty("holdEpoch").GetInt32(), plan.GetProperty("schedule").GetString()));
        Assert.Equal("identity-1", plan.GetProperty("stores").GetProperty("interviews").GetString());
        Assert.Equal(["participant", "project"], plan.GetProperty("scope").EnumerateObject().Select(m => m.Name));
        var second = plan.GetProperty("records")[1];
        Assert.Equal(("lonely/søren \"x\" \\x5C \\x0A/ü", "\"0x8DE\""), (second.GetProperty("name").GetString(), second.GetProperty("version").GetString()));
        Assert.Equal("lonely/søren \"x\" \\ \n/ü", Encoding.UTF8.GetString(RecordName.Parse(second.GetProperty("name").GetString()!).Bytes));
    }

    [Fact]
    public void An_empty_plan_is_canonical_too()
    {
        using var json = new MemoryStream();
        using var digest = new PlanDigest("5c4ed01e", 0, PlanScope.Everything, null, json);
        digest.Finish([]);
        Assert.Equal("""{"holdEpoch":0,"records":[],"schedule":"5c4ed01e","scope":{},"stores":{},"v":1}""", Encoding.UTF8.GetString(json.ToArray()));
    }

    [Fact]
    public void A_plan_larger_than_any_buffer_is_written_whole()
    {
        var (digest, json) = Of([.. Enumerable.Range(0, 5000).Select(i => ($"lonely/recording/P07/{i}{new string('x', i % 900)}.wav", "v" + i))], null);
        Assert.Equal(5000, JsonDocument.Parse(json).RootElement.GetProperty("records").GetArrayLength());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(json)), digest);
    }

    [Theory]
    [InlineData("lonely/a", "v1", "lonely/a", "v2")]
    [InlineData("lonely/a", "v1", "lonely/b", "v1")]
    [InlineData("a\\x41", "v", "aA", "v")]
    public void What_differs_has_another_digest(string name, string version, string otherName, string otherVersion) =>
        Assert.NotEqual(Of([(name, version)], null).Digest, Of([(otherName, otherVersion)], null).Digest);

    private static (string Digest, byte[] Json) Of((string Name, string Version)[] records, EarlyReason? early)
    {
        using var json = new MemoryStream();
        using var digest = new PlanDigest("5c4ed01e", 7, Scope, early, json);
        foreach (var (name, version) in records)
            digest.Add(Interviews, Encoding.UTF8.GetBytes(name), version);
        var hex = digest.Finish([new(Interviews, "identity-1")]);
        return (hex, json.ToArray());
    }
}
