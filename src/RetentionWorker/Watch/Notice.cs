using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.Watch;

/// <summary>One obstacle that people are told of, and the step of its clock for which they are.</summary>
internal sealed record NoticeLine(Obstacle Obstacle, Step Step);

/// <summary>What goes out to people: obstacles, the most urgent first. No record, no participant, nothing that anybody typed but ids.</summary>
internal sealed record Notice(Instant At, IReadOnlyList<NoticeLine> Lines)
{
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", InstantPattern.General.Format(At));
            json.WriteStartArray("stops");
            foreach (var (obstacle, step) in Lines)
            {
                json.WriteStartObject();
                json.WriteString("kind", Steps.WordOf(obstacle.Kind));
                json.WriteString("subject", obstacle.Subject);
                json.WriteString("code", obstacle.Code);
                json.WriteString("step", Steps.WordOf(step));
                json.WriteNumber("records", obstacle.Records);
                json.WriteString("since", InstantPattern.General.Format(obstacle.Since));
                json.WriteString("mustBeResolvedBy", InstantPattern.General.Format(obstacle.MustBeResolvedBy));
                json.WriteNumber("daysLeft", obstacle.DaysLeft(At));
                json.WriteBoolean("overdue", obstacle.IsOverdue(At));
                json.WriteString("remedy", obstacle.Remedy);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    public string Title
    {
        get
        {
            var overdue = Lines.Count(l => l.Obstacle.IsOverdue(At));
            return string.Create(CultureInfo.InvariantCulture, $"retention: {Lines.Count} stops need a person{(overdue > 0 ? $", {overdue} of them overdue" : "")}");
        }
    }

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine("These stand between records and their erasure and need a person:").AppendLine();
        foreach (var (obstacle, step) in Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Steps.WordOf(obstacle.Kind)} {obstacle.Subject} ({obstacle.Code}): {obstacle.Records} records, ")
                .Append(obstacle.IsOverdue(At) ? "OVERDUE since " : "to be resolved by ").Append(InstantPattern.General.Format(obstacle.MustBeResolvedBy))
                .Append(CultureInfo.InvariantCulture, $" [{Steps.WordOf(step)}]").AppendLine()
                .Append("    ").AppendLine(obstacle.Remedy);
        }
        return text.AppendLine().AppendLine("All of them: retention status").ToString();
    }
}
