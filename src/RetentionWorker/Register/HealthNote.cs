using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.Register;

/// <summary>How the daemon is.</summary>
internal enum HealthState
{
    /// <summary>It is getting ready.</summary>
    Starting,
    /// <summary>It looks when its time comes, and nothing is amiss.</summary>
    Ready,
    /// <summary>It looks when its time comes, and something needs a person or another try.</summary>
    Degraded,
    /// <summary>It was asked to stop.</summary>
    Stopping,
}

/// <summary>
/// The daemon's heartbeat: a small file beside the catalogue, replaced as a whole, so that health can be asked for without a network port
/// and without waiting for the catalogue. Holds no names.
/// </summary>
/// <param name="At">When it was written.</param>
/// <param name="Looks">When each kind of look ended last.</param>
/// <param name="Concerns">What is amiss, in stable words.</param>
internal sealed record HealthNote(
    HealthState State, int Pid, Instant At, Instant StartedAt, IReadOnlyDictionary<string, Instant> Looks, IReadOnlyList<string> Concerns)
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "health.json";

    /// <summary>How often the daemon writes it at least.</summary>
    public static readonly Duration Every = Duration.FromSeconds(30);

    /// <summary>A note older than this is of a daemon that hangs or is gone; so is one from the future, after a clock was set back.</summary>
    public static readonly Duration Stale = Duration.FromSeconds(90);

    /// <summary>Whether the daemon that wrote it can be taken to be at work.</summary>
    public bool IsAlive(Instant now) =>
        State is not HealthState.Stopping && now - At <= Stale && At - now <= Stale;

    /// <summary>Replaces the file of the data directory.</summary>
    public void Write(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        var next = path + ".next";
        File.WriteAllBytes(next, ToJson());
        File.Move(next, path, overwrite: true);
    }

    /// <summary>The note of the data directory, or null where there is none or it makes no sense.</summary>
    public static HealthNote? Read(string dataDirectory)
    {
        try
        {
            return FromJson(File.ReadAllBytes(Path.Combine(dataDirectory, FileName)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException or UnparsableValueException)
        {
            return null;
        }
    }

    /// <summary>One JSON object with stable names.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("state", WordOf(State));
            json.WriteNumber("pid", Pid);
            json.WriteString("at", InstantPattern.General.Format(At));
            json.WriteString("startedAt", InstantPattern.General.Format(StartedAt));
            json.WriteStartObject("looks");
            foreach (var (look, at) in Looks)
                json.WriteString(look, InstantPattern.General.Format(at));
            json.WriteEndObject();
            json.WriteStartArray("concerns");
            foreach (var concern in Concerns)
                json.WriteStringValue(concern);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>The word for a state, in files and on screens.</summary>
    public static string WordOf(HealthState state) => state switch
    {
        HealthState.Starting => "starting",
        HealthState.Ready => "ready",
        HealthState.Degraded => "degraded",
        HealthState.Stopping => "stopping",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private static HealthNote FromJson(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        var word = root.GetProperty("state").GetString();
        return new HealthNote(
            Enum.GetValues<HealthState>().First(s => WordOf(s) == word),
            root.GetProperty("pid").GetInt32(),
            At(root.GetProperty("at")),
            At(root.GetProperty("startedAt")),
            root.GetProperty("looks").EnumerateObject().ToDictionary(l => l.Name, l => At(l.Value), StringComparer.Ordinal),
            [.. root.GetProperty("concerns").EnumerateArray().Select(c => c.GetString() ?? "")]);

        static Instant At(JsonElement element) => InstantPattern.General.Parse(element.GetString()!).GetValueOrThrow();
    }
}
