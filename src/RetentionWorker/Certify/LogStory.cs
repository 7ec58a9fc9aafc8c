using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Record;

namespace RetentionWorker.Certify;

/// <summary>By what records were to be erased: the same days by the same rules of the same schedule.</summary>
internal sealed record Authority(string Category, string Due, string EraseBy, string Rules, string Schedule, string? Early);

/// <summary>A person's approval of a plan.</summary>
internal sealed record ApprovalSeen(string Actor, string At, bool AsSingleOperator);

/// <summary>Records that went from one store on one day and left the same copies (as written).</summary>
internal sealed record GoneKey(string Store, LocalDate On, string Residue);

/// <summary>
/// What the log tells of a scope, entry by entry in their order. Keeps counts, the open intents, and for each record whether its last outcome was that it is gone.
/// </summary>
internal sealed class LogStory(FoundScope scope, DateTimeZone zone)
{
    private static readonly IReadOnlySet<string> NobodyAsked = new HashSet<string>();
    private readonly Dictionary<long, Intent> open = [];
    private readonly Dictionary<string, Fate> fates = new(StringComparer.Ordinal);

    private sealed record Intent(string Record, string Store, string Category);

    private sealed class Fate
    {
        public bool IsGone { get; set; }

        public int Failures { get; set; }
    }

    public long First { get; private set; } = -1;

    public long Last { get; private set; } = -1;

    public long Entries { get; private set; }

    public long OpenIntents => open.Count;

    public long Outcomes { get; private set; }

    /// <summary>Failed and refused before, and gone in the end.</summary>
    public long RetriedAndGone { get; private set; }

    public Tally<string> Ends { get; } = new();

    public Tally<Authority> Authorities { get; } = new();

    public Tally<string> Plans { get; } = new();

    public Tally<(string Kind, string Code)> Setbacks { get; } = new();

    public Tally<(string Category, string Store, string Method)> Methods { get; } = new();

    public Tally<(string How, string Actor, bool Resolved)> Verified { get; } = new();

    public Tally<GoneKey> Gone { get; } = new();

    public Dictionary<string, IReadOnlyList<ApprovalSeen>> Approvals { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, IReadOnlySet<string>> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>The days that periods may have counted from, by the schedule's word for the starting point.</summary>
    public HashSet<(string StartsAt, string On)> Starts { get; } = [];

    /// <summary>Records whose last outcome is not that they are gone.</summary>
    public IReadOnlyList<string> NotGone => [.. fates.Where(f => !f.Value.IsGone).Select(f => f.Key)];

    public void Read(long seq, JsonElement entry)
    {
        var kind = Text(entry, "kind");
        switch (kind)
        {
            case "erasure-intended" when scope.Holds(entry):
                Intended(seq, entry);
                break;
            case "erased" or "already-absent" or "kept" or "refused" or "failed" when open.Remove(entry.GetProperty("intent").GetInt64(), out var intent):
                Ended(kind, entry, intent);
                break;
            case "plan-approved":
                Approvals[Text(entry, "plan")] = [.. Approvals.GetValueOrDefault(Text(entry, "plan"), []), new(Text(entry, "actor"), Text(entry, "at"), entry.TryGetProperty("singleOperator", out _))];
                return;
            case "purge-requested":
                Asked[Text(entry, "plan")] = new SortedSet<string>([.. Asked.GetValueOrDefault(Text(entry, "plan"), NobodyAsked), Text(entry, "actor")], StringComparer.Ordinal);
                return;
            case "project-ended" when scope.IsOfProjects(entry):
                Starts.Add(("project-end", Text(entry, "endedOn")));
                break;
            case "withdrawal-recorded" when scope.IsOfProjects(entry) && (scope.Asked.Participant is null || scope.Participants.Contains(Text(entry, "participant"))):
                Starts.Add(("withdrawal", Text(entry, "receivedOn")));
                break;
            default:
                return;
        }
        First = First < 0 ? seq : First;
        Last = seq;
        Entries++;
    }

    private void Intended(long seq, JsonElement entry)
    {
        open.Add(seq, new(Text(entry, "record"), Text(entry, "store"), Text(entry, "category")));
        fates.TryAdd(Text(entry, "record"), new());
        Plans.Add(Text(entry, "plan"));
        Authorities.Add(new(
            Text(entry, "category"), Text(entry, "due"), Text(entry, "eraseBy"), string.Join(' ', entry.GetProperty("rules").EnumerateArray().Select(r => r.GetString())), Text(entry, "schedule"),
            entry.TryGetProperty("early", out var early) ? early.GetString() : null));
    }

    private void Ended(string kind, JsonElement entry, Intent intent)
    {
        Outcomes++;
        Ends.Add(kind);
        var fate = fates[intent.Record];
        fate.IsGone = kind is "erased" or "already-absent";
        if (!fate.IsGone)
        {
            if (kind is not "kept")
                fate.Failures++;
            Setbacks.Add((kind, Text(entry, kind is "kept" ? "reason" : "code")));
            return;
        }
        if (fate.Failures > 0)
            RetriedAndGone++;
        fate.Failures = 0;
        Verified.Add((Text(entry, "verified"), Text(entry, "actor"), entry.TryGetProperty("resolved", out _)));
        Methods.Add((intent.Category, intent.Store, kind == "erased" ? Text(entry, "method") : "none"));
        Gone.Add(new(intent.Store, InstantPattern.General.Parse(Text(entry, "at")).Value.InZone(zone).Date, entry.GetProperty("residue").GetRawText()));
    }

    /// <summary>The copies that an outcome tells of.</summary>
    public static IReadOnlyList<Residue> ResidueOf(string written)
    {
        using var json = JsonDocument.Parse(written);
        return [.. json.RootElement.EnumerateArray().Select(r => new Residue(
            Enum.GetValues<ResidueKind>().First(k => Retention.Domain.Audit.AuditWord.Of(k) == Text(r, "kind")),
            r.TryGetProperty("until", out var until) ? LocalDatePattern.Iso.Parse(until.GetString()!).Value : null))];
    }

    private static string Text(JsonElement entry, string key) => EntryChecks.Text(entry, key);
}

/// <summary>How many of each.</summary>
internal sealed class Tally<T>
    where T : notnull
{
    private readonly Dictionary<T, long> counts = [];

    public IEnumerable<(T Of, long Count)> All => counts.Select(c => (c.Key, c.Value));

    public long this[T of] => counts.GetValueOrDefault(of);

    public void Add(T of) => counts[of] = counts.GetValueOrDefault(of) + 1;
}
