using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>Which entries are asked for; null is not narrowed. <paramref name="Since"/> and <paramref name="Until"/> are both inclusive.</summary>
internal sealed record AuditFilter(
    string? Kind = null, ProjectId? Project = null, CategoryName? Category = null, StoreName? Store = null, ParticipantId? Participant = null,
    RecordAddress? Record = null, Instant? Since = null, Instant? Until = null, string? Outcome = null)
{
    /// <summary>Asks for the intents that have no outcome yet.</summary>
    public const string Open = "open";

    /// <summary>What can be asked for as an outcome.</summary>
    public static readonly IReadOnlyList<string> Outcomes = ["erased", "already-absent", "kept", "refused", "failed", Open];

    /// <summary>Whether it asks for what concerns something, and not only for a kind or a time.</summary>
    public bool Narrows => Project is not null || Category is not null || Store is not null || Participant is not null || Record is not null;
}

/// <summary>One entry as it stands on the log: its own bytes, and what they say.</summary>
internal sealed record ListedEntry(long Seq, string Text, JsonElement Entry)
{
    /// <summary>What an outcome is of: it says of which project, category and store.</summary>
    public JsonElement? Intent { get; init; }
}

/// <summary>One entry, with the intent that it is the outcome of, or the outcome that it had.</summary>
internal sealed record ShownEntry(ListedEntry Entry, ListedEntry? Intent, ListedEntry? Outcome);

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

    /// <summary>The keys out of use that may have linked what is asked for: what was written under them is not found. Empty where nobody and no record is asked for.</summary>
    public IReadOnlyList<string> Unseen(AuditFilter filter) =>
        filter is { Participant: not null, Project: { } project } ? commitments.Gone([project]).Where(_ => IsLinked(project)).ToList() : filter.Record is null ? [] : commitments.Gone();

    /// <summary>How many entries are pruned: of those before this index nothing is found.</summary>
    public long Pruned()
    {
        using var session = catalogue.Read();
        return session.Log.First();
    }

    /// <summary>The project by whose key the entry speaks of a record or a participant; null where it speaks of none.</summary>
    internal static ProjectId? LinkedIn(JsonElement entry) =>
        entry.TryGetProperty("project", out var project) && (entry.TryGetProperty("record", out _) || entry.TryGetProperty("participant", out _) || entry.TryGetProperty("participants", out _))
            ? new ProjectId(project.ToString())
            : null;

    /// <summary>A project of which the log says nothing under a key has lost nothing.</summary>
    private bool IsLinked(ProjectId project)
    {
        using var session = catalogue.Read();
        return session.Log.Read(0).Any(e =>
        {
            using var document = Parse(e.Seq, e.Entry);
            return LinkedIn(document.RootElement) == project;
        });
    }

    /// <summary>One entry with what belongs to it; null where the log has none at that index.</summary>
    public ShownEntry? Show(long seq, CancellationToken ct)
    {
        using var session = catalogue.Read();
        if (At(session, seq) is not { } shown)
            return null;
        if (shown.Entry.TryGetProperty("intent", out var intent))
            return new(shown, At(session, intent.GetInt64()), null);
        if (!shown.Entry.GetProperty("kind").GetString()!.EndsWith("-intended", StringComparison.Ordinal))
            return new(shown, null, null);
        foreach (var (later, bytes) in session.Log.Read(seq + 1))
        {
            ct.ThrowIfCancellationRequested();
            using var document = Parse(later, bytes);
            if (document.RootElement.TryGetProperty("intent", out var of) && of.GetInt64() == seq)
                return new(shown, null, Listed(later, bytes, document.RootElement));
        }
        return new(shown, null, null);
    }

    private static ListedEntry? At(IReadSession session, long seq)
    {
        foreach (var (found, bytes) in session.Log.Read(seq).Take(1).Where(e => e.Seq == seq))
        {
            using var document = Parse(found, bytes);
            return Listed(found, bytes, document.RootElement);
        }
        return null;
    }

    private static ListedEntry Listed(long seq, byte[] bytes, JsonElement entry, JsonElement? intent = null) => new(seq, System.Text.Encoding.UTF8.GetString(bytes), entry.Clone()) { Intent = intent };

    private IEnumerable<ListedEntry> Read(AuditFilter filter, IReadOnlySet<string>? participants, IReadOnlySet<string>? records, CancellationToken ct)
    {
        // Only those without an outcome yet: as many as a batch, whatever the log's length.
        var intents = new SortedDictionary<long, ListedEntry>();
        using var session = catalogue.Read();
        foreach (var (seq, bytes) in session.Log.Read(0))
        {
            ct.ThrowIfCancellationRequested();
            using var document = Parse(seq, bytes);
            var entry = document.RootElement;
            // What is of an intent over a key names its project itself.
            var isOutcome = entry.TryGetProperty("intent", out var intent) && !entry.TryGetProperty("project", out _);
            ListedEntry? of = null;
            var concerned = isOutcome ? intents.Remove(intent.GetInt64(), out of) || !filter.Narrows : Concerns(entry, filter, participants, records);
            if (concerned && Is(entry, "kind", "erasure-intended"))
                intents.Add(seq, Listed(seq, bytes, entry));
            if (concerned && (filter.Kind is null || Is(entry, "kind", filter.Kind)) && (filter.Outcome is null || Is(entry, "kind", filter.Outcome)) && InTime(entry, filter))
                yield return Listed(seq, bytes, entry, of?.Entry);
        }
        if (filter.Outcome == AuditFilter.Open)
        {
            foreach (var open in intents.Values.Where(i => InTime(i.Entry, filter)))
                yield return open;
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
