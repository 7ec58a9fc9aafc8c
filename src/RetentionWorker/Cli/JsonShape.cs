using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;

namespace RetentionWorker.Cli;

/// <summary>How answers look as JSON: camelCase names, ISO dates and instants, ids as text, words in kebab-case.</summary>
internal static class JsonShape
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DictionaryKeyPolicy = null,
        WriteIndented = false,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new AsText<LocalDate>(LocalDatePattern.Iso.Format),
            new AsText<Instant>(InstantPattern.General.Format),
            new AsText<ProjectId>(id => id.Value),
            new AsText<ParticipantId>(id => id.Value),
            new AsText<CategoryName>(name => name.Value),
            new AsText<RecipientId>(id => id.Value),
            new AsText<StoreName>(name => name.Value),
            new AsText<RuleId>(id => id.Value),
            new AsText<RecordName>(name => name.ToString()),
            new AsText<RecordAddress>(address => address.ToString()),
        },
    };

    /// <summary>One line.</summary>
    public static string Of(object answer) => JsonSerializer.Serialize(answer, answer.GetType(), Options);

    private sealed class AsText<T>(Func<T, string> text) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Answers are written, never read.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(text(value));
    }
}
