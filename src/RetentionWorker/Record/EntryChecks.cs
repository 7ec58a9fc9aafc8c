using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;

namespace RetentionWorker.Record;

/// <summary>
/// Reads the log's entries in order and says what is wrong with the next one: its form, and its place in the story (one outcome per
/// intent, balanced books). What is odd but not false is a finding.
/// </summary>
/// <param name="first">The index of the first entry that is left of the log; 0 where nothing is pruned.</param>
internal sealed class EntryChecks(long first = 0)
{
    /// <summary>Processes append beside each other, and clocks are set; less than this backwards is no finding.</summary>
    private static readonly Duration ToleratedBackwards = Duration.FromMinutes(5);

    private static readonly HashSet<string> OutcomeKinds = ["erased", "already-absent", "kept", "refused", "failed"];

    private readonly Dictionary<long, string> open = [];
    private readonly Dictionary<long, long> holds = [];
    private readonly KeyChecks keys = new();
    private readonly PrunedPast past = new(first);
    private readonly SecondKeys seconds = new();
    private readonly List<LogFinding> findings = [];
    private Instant? latest;

    /// <summary>The latest time of an entry so far.</summary>
    public Instant? Latest => latest;

    public long Intents { get; private set; }

    public long Outcomes { get; private set; }

    public IReadOnlyCollection<long> Open => open.Keys;

    /// <summary>The key (a vkey) that signs from the last entry on that names one; null where none does.</summary>
    public string? LogKey => past.Keys.Last;

    /// <summary>All that ever signed, in their order.</summary>
    public LogKeyChain LogKeys => past.Keys;

    /// <summary>The vault's key that signs checkpoints on their way out, by the last entry that is left and names one; null where none does.</summary>
    public string? SecondKey => seconds.Last;

    /// <summary>Whether nothing is missing before the first entry, or one has announced that it goes.</summary>
    public bool KnowsThePast => past.IsKnown;

    /// <summary>The intents to destroy a key that have no outcome.</summary>
    public IReadOnlyCollection<long> OpenOverKeys => keys.Open;

    /// <summary>The holds that are in force by the log, with the entries that placed them.</summary>
    public IReadOnlyDictionary<long, long> Holds => holds;

    public IReadOnlyList<LogFinding> Findings => findings;

    /// <summary>What is wrong with the entry, or null.</summary>
    public string? ProblemOf(long seq, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonCanonicalizer.Parse(bytes);
            var entry = document.RootElement;
            return EntryForm.ProblemOf(seq, bytes.Span, entry) ?? TimeProblem(seq, entry) ?? StoryProblem(seq, entry);
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
        catch (Exception fault) when (fault is InvalidOperationException or OverflowException)
        {
            return "the entry holds a value of a kind that does not belong there";
        }
    }

    private string? TimeProblem(long seq, JsonElement entry)
    {
        if (!InstantPattern.General.Parse(entry.GetProperty("at").GetString()!).TryGetValue(default, out var at))
            return "the entry's time is no instant in UTC";
        if (at < latest - ToleratedBackwards)
            findings.Add(new(seq, "clock-back", "The entry is dated more than five minutes before one that stands before it: a clock was set back."));
        // What a person confirmed counts from its own time on: what stood before may have been dated by a clock that was ahead.
        latest = entry.GetProperty("kind").ValueEquals("clock-confirmed") ? at : Instant.Max(latest ?? at, at);
        return null;
    }

    private string? StoryProblem(long seq, JsonElement entry)
    {
        var kind = entry.GetProperty("kind").GetString()!;
        if (kind == "erasure-intended")
        {
            Intents++;
            open.Add(seq, Text(entry, "record"));
            return null;
        }
        if (OutcomeKinds.Contains(kind))
            return OutcomeProblem(entry);
        if (kind == "log-key")
            return past.KeyProblem(seq, entry);
        if (kind == "second-key")
            return seconds.ProblemOf(entry, LogKey);
        if (kind == "prune")
            return past.PruneProblem(seq, entry, holds);
        if (kind.StartsWith("key-", StringComparison.Ordinal))
            return keys.ProblemOf(seq, kind, entry, past);
        NoteHold(seq, kind, entry);
        return kind == "run-summary" ? BooksProblem(seq, entry) : null;
    }

    private void NoteHold(long seq, string kind, JsonElement entry)
    {
        switch (kind)
        {
            case "hold-placed":
                holds[Number(entry, "hold")] = seq;
                break;
            case "hold-released":
                holds.Remove(Number(entry, "hold"));
                break;
            case "register-confirmed":
                var confirmed = entry.GetProperty("holds").EnumerateArray().Select(h => h.GetString()!).ToHashSet(StringComparer.Ordinal);
                foreach (var gone in holds.Keys.Where(h => !confirmed.Contains(h.ToString(CultureInfo.InvariantCulture))).ToList())
                    holds.Remove(gone);
                break;
            default:
                break;
        }
    }

    private string? OutcomeProblem(JsonElement entry)
    {
        Outcomes++;
        var intent = Number(entry, "intent");
        if (!open.Remove(intent, out var record))
            return past.MayHaveBeen(intent) ? null : string.Create(CultureInfo.InvariantCulture, $"the outcome is of intent {intent}, which is not open: it was never stated, or has its outcome already");
        return record == Text(entry, "record") ? null : "the outcome speaks of another record than its intent";
    }

    private string? BooksProblem(long seq, JsonElement entry)
    {
        if (!entry.TryGetProperty("notErased", out var reasons) || reasons.ValueKind != JsonValueKind.Object)
            return "the run's summary has no reasons";
        var books = new RunBooks(
            Number(entry, "discovered"), Number(entry, "kept"), Number(entry, "held"), Number(entry, "unclassified"), Number(entry, "due"),
            Number(entry, "erased"), Number(entry, "alreadyAbsent"), reasons.EnumerateObject().ToDictionary(r => r.Name, r => r.Value.GetInt64()));
        var declared = entry.TryGetProperty("unaccounted", out _) ? Number(entry, "unaccounted") : 0;
        if (declared == 0 ? !books.Balance : books.Unaccounted != declared)
            return "the books of the run do not balance";
        if (declared != 0)
            findings.Add(new(seq, "unaccounted", "The run itself reported records that it could not account for."));
        return null;
    }

    internal static long Number(JsonElement entry, string key) =>
        entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : throw new FormatException($"the entry lacks '{key}'");

    internal static string Text(JsonElement entry, string key) =>
        entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"the entry lacks '{key}'");
}
