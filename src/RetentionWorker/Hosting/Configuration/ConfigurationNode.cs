using System.Text;
using System.Text.Json;

namespace RetentionWorker.Hosting.Configuration;

/// <summary>A value of the configuration file. A duplicate key, a comment or a trailing comma is a problem: what is ambiguous is not read.</summary>
internal abstract record ConfigurationNode
{
    internal sealed record Branch(IReadOnlyDictionary<string, ConfigurationNode> Children) : ConfigurationNode;

    internal sealed record Text(string Value) : ConfigurationNode;

    internal sealed record Number(string Raw) : ConfigurationNode;

    internal sealed record Flag(bool Value) : ConfigurationNode;

    /// <summary>A list or null: nothing in the configuration is written like that.</summary>
    internal sealed record Other(string Kind) : ConfigurationNode;

    /// <summary>How people call the kind of value.</summary>
    public string KindWord => this switch
    {
        Branch => "an object",
        Text => "text",
        Number => "a number",
        Flag => "true or false",
        Other other => other.Kind,
        _ => "nothing",
    };

    /// <summary>Reads the whole file; null where it cannot be read at all. Duplicate keys are named with their paths and left out.</summary>
    public static Branch? Parse(ReadOnlyMemory<byte> file, string name, List<ConfigurationProblem> problems)
    {
        var bytes = file.Span;
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        if (bytes.IsEmpty)
        {
            problems.Add(new(name, "the file is empty; write at least {}"));
            return null;
        }
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            problems.Add(new(name, "the file is not UTF-8"));
            return null;
        }
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false, MaxDepth = 32 });
            reader.Read();
            var node = Read(ref reader, "", problems);
            if (reader.Read())
                throw new JsonException("more than one value");
            if (node is Branch branch)
                return branch;
            problems.Add(new(name, $"must hold a JSON object, not {node.KindWord}"));
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } at ? $" at line {at + 1}, column {e.BytePositionInLine + 1}" : "";
            problems.Add(new(name, $"is not JSON{line} (comments and trailing commas are not allowed)"));
        }
        return null;
    }

    private static ConfigurationNode Read(ref Utf8JsonReader reader, string path, List<ConfigurationProblem> problems)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var children = new Dictionary<string, ConfigurationNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString()!;
                    var keyPath = path.Length == 0 ? key : $"{path}.{key}";
                    reader.Read();
                    if (!children.TryAdd(key, Read(ref reader, keyPath, problems)))
                        problems.Add(new(keyPath, "is written twice; keep one"));
                }
                return new Branch(children);
            case JsonTokenType.StartArray:
                reader.Skip();
                return new Other("a list");
            case JsonTokenType.String:
                return new Text(reader.GetString()!);
            case JsonTokenType.Number:
                return new Number(Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.True or JsonTokenType.False:
                return new Flag(reader.GetBoolean());
            default:
                return new Other("null");
        }
    }
}
