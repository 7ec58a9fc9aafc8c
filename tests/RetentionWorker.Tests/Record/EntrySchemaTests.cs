using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionWorker.Record;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Record;

/// <summary>The published schema of entries and the code know the same kinds, keys and words. The schema is asked by a validator in another language.</summary>
public sealed class EntrySchemaTests
{
    private static readonly string File = Path.Combine(RepositoryRoot.Path, "docs", "schemas", "audit-entry.schema.json");
    private static readonly JsonElement Schema = JsonDocument.Parse(System.IO.File.ReadAllBytes(File)).RootElement;
    private static readonly JsonElement Definitions = Schema.GetProperty("$defs");
    private static readonly List<JsonObject> Written = [.. EveryEntry.All.Select((e, i) => JsonNode.Parse(e.ToBytes(i))!.AsObject())];

    [Fact]
    public void Every_kind_has_a_schema_and_every_schema_a_kind()
    {
        Assert.Equal(EntryKinds.All, Schema.GetProperty("oneOf").EnumerateArray().Select(d => d.GetProperty("$ref").GetString()!["#/$defs/".Length..]));
        Assert.Equal(EntryKinds.All, Written.Select(Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.All(EntryKinds.All, kind => Assert.Equal(kind, Definitions.GetProperty(kind).GetProperty("properties").GetProperty("kind").GetProperty("const").GetString()));
        // What is no kind is a part of one.
        var text = System.IO.File.ReadAllText(File);
        Assert.All(
            Definitions.EnumerateObject().Select(d => d.Name).Except(EntryKinds.All), part => Assert.Contains($"\"#/$defs/{part}\"", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_entry_that_the_code_can_write_is_valid()
    {
        Assert.True(Written.Count > 150, $"{Written.Count} entries");
        Ask(Written.Select(e => (true, "written by the code", e)));
    }

    [Fact]
    public void No_key_or_word_of_the_schema_is_one_that_the_code_never_writes()
    {
        foreach (var kind in EntryKinds.All)
        {
            var entries = Written.Where(e => Kind(e) == kind).ToList();
            var definition = Definitions.GetProperty(kind);
            var required = definition.GetProperty("required").EnumerateArray().Select(r => r.GetString()!).ToHashSet();
            foreach (var key in definition.GetProperty("properties").EnumerateObject().Where(k => k.Name != "kind"))
            {
                Assert.True(entries.Exists(e => e.ContainsKey(key.Name)), $"{kind} never has {key.Name}");
                Assert.True(required.Contains(key.Name) == entries.TrueForAll(e => e.ContainsKey(key.Name)), $"whether {kind} requires {key.Name}");
                if (key.Value.TryGetProperty("enum", out var words))
                    Assert.Equal(words.EnumerateArray().Select(w => w.GetString()).Order(StringComparer.Ordinal), entries.Select(e => e[key.Name]?.GetValue<string>()).OfType<string>().Distinct().Order(StringComparer.Ordinal));
            }
        }
        var residue = Definitions.GetProperty("residue").GetProperty("items").GetProperty("properties").GetProperty("kind").GetProperty("enum").EnumerateArray().Select(w => w.GetString()!);
        Assert.Equal(Enum.GetValues<Retention.Domain.Outcomes.ResidueKind>().Select(Retention.Domain.Audit.AuditWord.Of), residue);
    }

    [Fact]
    public void An_entry_with_a_key_too_few_or_too_many_or_with_a_sentence_in_it_is_not_valid()
    {
        var wrong = new List<(bool, string, JsonObject)>();
        foreach (var entry in Written.GroupBy(Kind).Select(same => same.First()))
        {
            var required = Definitions.GetProperty(Kind(entry)).GetProperty("required").EnumerateArray().Concat(Definitions.GetProperty("entry").GetProperty("required").EnumerateArray()).Select(r => r.GetString()!);
            foreach (var key in required.Distinct().Where(k => k != "kind"))
                wrong.Add((false, "without " + key, With(entry, e => e.Remove(key))));
            wrong.Add((false, "with a note", With(entry, e => e["note"] = "a-word")));
            foreach (var (key, value) in entry.Where(m => m.Key != "kind"))
            {
                wrong.Add((false, key + " is nothing", With(entry, e => e[key] = null)));
                if (value!.GetValueKind() == JsonValueKind.String)
                {
                    foreach (var sentence in new[] { "Mrs Miller asked", "/srv/interviews/lonely", "miller@example.org", "" })
                        wrong.Add((false, $"{key} is a sentence", With(entry, e => e[key] = sentence)));
                }
                else if (value.GetValueKind() == JsonValueKind.Number)
                {
                    foreach (var number in new[] { -1, 0.5, 9007199254740993d })
                        wrong.Add((false, $"{key} is {number}", With(entry, e => e[key] = number)));
                    wrong.Add((false, $"{key} is text", With(entry, e => e[key] = "3")));
                }
            }
        }
        Assert.True(wrong.Count > 1000, $"{wrong.Count} entries");
        Ask(wrong);
    }

    /// <summary>What stands on the log of a small study that much happened to.</summary>
    [Fact]
    public async Task The_entries_of_a_study_are_valid()
    {
        using var desk = await new Desk().WithStudyAsync();
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P02", "--mandate", "litigation", "--reference", "CASE/17", "--review-by", "2027-01-31");
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        await desk.DoAsync("stop", "--because", "wrong-end-date");
        await desk.DoAsync("start");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted", "--reference", "REP/1");
        await desk.DoAsync("run", "--once");
        var entries = (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Select(l => JsonNode.Parse(l)!.AsObject()).ToList();
        Assert.True(entries.Select(Kind).Distinct().Count() >= 10, string.Join(' ', entries.Select(Kind).Distinct()));
        Ask(entries.Select(e => (true, "of a study", e)));
    }

    private static string Kind(JsonObject entry) => entry["kind"]!.GetValue<string>();

    private static JsonObject With(JsonObject entry, Action<JsonObject> change)
    {
        var other = entry.DeepClone().AsObject();
        change(other);
        return other;
    }

    private static void Ask(IEnumerable<(bool Valid, string Why, JsonObject Entry)> entries)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Path, "tests", "schemas", "validate.mjs"));
        start.ArgumentList.Add(File);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using (var input = new StreamWriter(process.StandardInput.BaseStream, new UTF8Encoding(false)))
        {
            foreach (var (valid, why, entry) in entries)
                input.Write($"{{\"valid\":{(valid ? "true" : "false")},\"why\":{JsonSerializer.Serialize(why)},\"entry\":{entry.ToJsonString()}}}\n");
        }
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }
}
