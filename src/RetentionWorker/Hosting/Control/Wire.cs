using System.Text.Json;
using RetentionWorker.Cli;

namespace RetentionWorker.Hosting.Control;

/// <summary>
/// What goes over the control socket: one JSON object a line. The request is <c>{"v":1,"arguments":["status"]}</c>; the answer is pieces of
/// <c>{"out":"…"}</c> and <c>{"err":"…"}</c> in the order in which they were said, and at last <c>{"exit":0}</c>.
/// </summary>
internal static class Wire
{
    /// <summary>A request's longest line, in bytes with its end.</summary>
    public const int LongestRequest = 64 * 1024;

    private const int MostArguments = 64;
    private const int Version = 1;

    public static byte[] Request(IReadOnlyList<string> arguments) => Line(json =>
    {
        json.WriteNumber("v", Version);
        json.WriteStartArray("arguments");
        foreach (var argument in arguments)
            json.WriteStringValue(argument);
        json.WriteEndArray();
    });

    public static byte[] Said(bool isError, ReadOnlySpan<char> text)
    {
        var said = text.ToString();
        return Line(json => json.WriteString(isError ? "err" : "out", said));
    }

    public static byte[] Exit(ExitCode code) => Line(json => json.WriteNumber("exit", (int)code));

    /// <summary>The arguments of a request's line; null where it is none.</summary>
    public static IReadOnlyList<string>? Arguments(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var request = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 3 });
            var members = request.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
            if (members.Count != 2 || !members.TryGetValue("v", out var version) || version.GetInt32() != Version
                || !members.TryGetValue("arguments", out var arguments) || arguments.GetArrayLength() > MostArguments)
                return null;
            return [.. arguments.EnumerateArray().Select(a => a.GetString() ?? throw new FormatException("null"))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A line of the answer: what was said and where, or the exit code; null where it is neither.</summary>
    public static (bool IsError, string Text, ExitCode? Exit)? Answer(string line)
    {
        try
        {
            using var answer = JsonDocument.Parse(line);
            var member = answer.RootElement.EnumerateObject().Single();
            return member.Name switch
            {
                "out" => (false, member.Value.GetString() ?? "", null),
                "err" => (true, member.Value.GetString() ?? "", null),
                "exit" when Enum.IsDefined((ExitCode)member.Value.GetInt32()) => (false, "", (ExitCode)member.Value.GetInt32()),
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static byte[] Line(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
