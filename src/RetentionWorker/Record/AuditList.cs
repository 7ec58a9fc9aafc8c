using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>Which entries are asked for; null is not narrowed. <paramref name="Since"/> and <paramref name="Until"/> are both inclusive.</summary>
internal sealed record AuditFilter(
    string? Kind = null, ProjectId? Project = null, CategoryName? Category = null, StoreName? Store = null, ParticipantId? Participant = null,
    RecordAddress? Record = null, Instant? Since = null, Instant? Until = null)
{
    /// <summary>Whether it asks for what concerns something, and not only for a kind or a time.</summary>
    public bool Narrows => Project is not null || Category is not null || Store is not null || Participant is not null || Record is not null;
}

/// <summary>One entry as it stands on the log: its own bytes, and what they say.</summary>
internal sealed record ListedEntry(long Seq, string Text, JsonElement Entry);

/// <summary>
/// Reads the log's entries in order and picks those asked for. An outcome carries little of its own and is listed with its intent. Participants and records are
/// found through their commitments, as long as the keys live.
/// </summary>
internal sealed class AuditList(ICatalogue catalogue, Commitments commitments)
{
    /// <summary>The entries, streamed. A participant takes a project: the same id in two projects is two people.</summary>
    public IEnumerable<ListedEntry> Read(AuditFilter filter, CancellationToken ct)
    {
        if (filter is { Participant: not null, Project: null })
            throw new ArgumentException("A participant is named together with a project.", nameof(filter));
        var participants = filter.Participant is { } participant ? commitments.AllOfParticipant(filter.Project!.Value, participant) : null;
        var records = filter.Record is { } record ? commitments.AllOfRecord(record) : null;
        return Read(filter, participants, records, ct);
    }

    private IEnumerable<ListedEntry> Read(AuditFilter filter, IReadOnlySet<string>? participants, IReadOnlySet<string>? records, CancellationToken ct)
    {
        var intents = new HashSet<long>();
        using var session = catalogue.Read();
        foreach (var (seq, bytes) in session.Log.Read(0))
        {
            ct.ThrowIfCancellationRequested();
            using var document = Parse(seq, bytes);
            var entry = document.RootElement;
            var isOutcome = entry.TryGetProperty("intent", out var intent);
            var concerned = isOutcome ? intents.Remove(intent.GetInt64()) || !filter.Narrows : Concerns(entry, filter, participants, records);
            if (concerned && Is(entry, "kind", "erasure-intended"))
                intents.Add(seq);
            if (concerned && (filter.Kind is null || Is(entry, "kind", filter.Kind)) && InTime(entry, filter))
                yield return new(seq, System.Text.Encoding.UTF8.GetString(bytes), entry.Clone());
        }
    }

    internal static JsonDocument Parse(long seq, byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            throw new LogEntryFault(seq, "the entry is no JSON");
        }
    }

    private static bool Concerns(JsonElement entry, AuditFilter filter, IReadOnlySet<string>? participants, IReadOnlySet<string>? records) =>
        (filter.Project is null || Is(entry, "project", filter.Project.Value.Value))
        && (filter.Category is null || Is(entry, "category", filter.Category.Value.Value))
        && (filter.Store is null || Is(entry, "store", filter.Store.Value.Value))
        && (participants is null || OneOf(entry, "participant", participants) || AnyOf(entry, "participants", participants))
        && (records is null || OneOf(entry, "record", records));

    private static bool Is(JsonElement entry, string key, string value) => entry.TryGetProperty(key, out var found) && found.ValueEquals(value);

    private static bool OneOf(JsonElement entry, string key, IReadOnlySet<string> values) => entry.TryGetProperty(key, out var found) && values.Contains(found.GetString()!);

    private static bool AnyOf(JsonElement entry, string key, IReadOnlySet<string> values) =>
        entry.TryGetProperty(key, out var found) && found.EnumerateArray().Any(v => values.Contains(v.GetString()!));

    private static bool InTime(JsonElement entry, AuditFilter filter)
    {
        if (filter.Since is null && filter.Until is null)
            return true;
        var at = InstantPattern.General.Parse(entry.GetProperty("at").GetString()!).Value;
        return !(at < filter.Since) && !(at > filter.Until);
    }
}
