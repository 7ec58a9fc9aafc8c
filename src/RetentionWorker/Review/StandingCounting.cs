using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using RetentionWorker.Record;

namespace RetentionWorker.Review;

/// <summary>Counts holds, plans that waited, stops, guards, keys and checkpoints; and knows which of them stood when the month ended.</summary>
internal sealed class StandingCounting(ReportMonth month)
{
    private readonly Dictionary<long, (string Mandate, LocalDate ReviewBy)> holds = [];
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> limits = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Guard, string Store), Guarding> guards = new(PlaceOrder.Instance);
    private readonly SortedDictionary<string, Anchoring> anchors = new(StringComparer.Ordinal);
    private bool thrown;

    private sealed class Guarding
    {
        public long Closed { get; set; }

        public long Opened { get; set; }

        public bool IsClosed { get; set; }

        public SortedSet<string> Codes { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Anchoring
    {
        public string Kind { get; set; } = "";

        public long Taken { get; set; }

        public Instant Last { get; set; }

        public Duration Gap { get; set; }
    }

    public void Read(string kind, JsonElement entry, Instant at)
    {
        // What came after the month changes nothing of how it ended.
        if (at >= month.End)
            return;
        if (month.Holds(at))
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        switch (kind)
        {
            case "hold-placed" when !CanaryRules.IsReserved(new ProjectId(Text(entry, "project"))):
                holds[EntryChecks.Number(entry, "hold")] = (Text(entry, "mandate"), LocalDatePattern.Iso.Parse(Text(entry, "reviewBy")).Value);
                Note("placed", at);
                break;
            case "hold-released" when holds.Remove(EntryChecks.Number(entry, "hold")):
                Note("released", at);
                break;
            case "register-confirmed":
                var confirmed = entry.GetProperty("holds").EnumerateArray().Select(h => h.GetString()!).ToHashSet(StringComparer.Ordinal);
                foreach (var gone in holds.Keys.Where(h => !confirmed.Contains(h.ToString(CultureInfo.InvariantCulture))).ToList())
                    holds.Remove(gone);
                break;
            case "plan-waits" when month.Holds(at):
                foreach (var limit in entry.GetProperty("exceeded").EnumerateArray().Select(e => Text(e, "limit")).Distinct(StringComparer.Ordinal))
                    limits[limit] = limits.GetValueOrDefault(limit) + 1;
                break;
            case "plan-approved" when entry.TryGetProperty("singleOperator", out _):
                Note("alone", at);
                break;
            case "stopped" or "started":
                thrown = kind == "stopped";
                break;
            case "erasure-withheld" or "erasure-resumed":
                Guarded(kind == "erasure-withheld", entry, at);
                break;
            case "discovery-finding" when month.Holds(at):
                counts["vanished"] = Of("vanished") + EntryChecks.Number(entry, "vanished");
                break;
            case "anchor":
                Anchored(entry, at);
                break;
        }
    }

    public HoldFigures Holds() => new(
        Of("placed"), Of("released"), holds.Count, holds.Values.LongCount(h => h.ReviewBy < month.Through),
        [.. holds.Values.CountBy(h => h.Mandate).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new CodeCount(m.Key, m.Value))]);

    public PlanFigures Plans() => new(Of("plan-waits"), Of("plan-approved"), Of("alone"), Of("plan-rejected"), [.. limits.Select(l => new CodeCount(l.Key, l.Value))]);

    public StopFigures Stops() => new(Of("stopped"), Of("started"), thrown);

    /// <summary>Those that closed or opened in the month, and those that stood closed when it ended.</summary>
    public IReadOnlyList<GuardLine> Guards() =>
        [.. guards.Where(g => g.Value.Closed + g.Value.Opened > 0 || g.Value.IsClosed)
            .Select(g => new GuardLine(g.Key.Guard, g.Key.Store.Length == 0 ? null : g.Key.Store, g.Value.Closed, g.Value.Opened, g.Value.IsClosed, [.. g.Value.Codes]))];

    public KeyFigures Keys() => new(Of("key-created"), Of("key-deleted"), Of("key-recovered"), Of("key-returned"), Of("key-destroyed"));

    public ConcernFigures Concerns() => new(Of("breach-noted"), Of("breach-closed"), Of("correction-asked"), Of("correction-approved"), Of("correction-rejected"), Of("vanished"));

    public IReadOnlyList<AnchorLine> Anchors() => [.. anchors.Select(a => new AnchorLine(
        a.Key, a.Value.Kind, a.Value.Taken, a.Value.Last, Hours(month.AsOf - a.Value.Last), Hours(Duration.Max(a.Value.Gap, month.AsOf - Instant.Max(a.Value.Last, month.Start)))))];

    public long Heartbeats => Of("heartbeat");

    private void Guarded(bool closed, JsonElement entry, Instant at)
    {
        var key = (Text(entry, "guard"), entry.TryGetProperty("store", out var store) ? store.GetString()! : "");
        if (!guards.TryGetValue(key, out var guard))
            guards.Add(key, guard = new());
        guard.IsClosed = closed;
        if (!closed)
            guard.Codes.Clear();
        if (closed)
            guard.Codes.Add(Text(entry, "code"));
        guard.Closed += closed && month.Holds(at) ? 1 : 0;
        guard.Opened += !closed && month.Holds(at) ? 1 : 0;
    }

    private void Anchored(JsonElement entry, Instant at)
    {
        var place = Text(entry, "place");
        var known = anchors.TryGetValue(place, out var anchor);
        if (anchor is null)
            anchors.Add(place, anchor = new());
        if (month.Holds(at))
        {
            anchor.Taken++;
            anchor.Gap = known ? Duration.Max(anchor.Gap, at - Instant.Max(anchor.Last, month.Start)) : Duration.Zero;
        }
        (anchor.Kind, anchor.Last) = (Text(entry, "placeKind"), Instant.Max(anchor.Last, at));
    }

    private void Note(string word, Instant at)
    {
        if (month.Holds(at))
            counts[word] = counts.GetValueOrDefault(word) + 1;
    }

    private long Of(string word) => counts.GetValueOrDefault(word);

    private static long Hours(Duration time) => (long)Math.Max(0, time.TotalHours);

    private static string Text(JsonElement entry, string key) => EntryChecks.Text(entry, key);
}
