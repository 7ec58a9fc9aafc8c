using System.Text.Json;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Races.Order;
using RetentionWorker.Record;

namespace RetentionWorker.Races.Bed;

/// <summary>What really happened in a schedule, seen from outside of the program; whatever breaks a promise ends the schedule.</summary>
internal sealed class Truth(Site site)
{
    private readonly HashSet<RecordAddress> removed = [];
    private readonly Dictionary<string, long> commits = [];

    public IReadOnlyCollection<RecordAddress> Removed => removed;

    /// <summary>Who removed each, in order.</summary>
    public List<string> By { get; } = [];

    /// <summary>Records of which none may be removed once somebody's wish is in force, and since when it is.</summary>
    public Func<RecordAddress, Strand, string?>? Forbidden { get; set; }

    /// <summary>When the party committed last.</summary>
    public long? CommittedAt(string party) => commits.TryGetValue(party, out var at) ? at : null;

    /// <summary>When the first of several parties committed whose names begin so.</summary>
    public long? FirstCommitOf(string kind) => commits.Where(c => c.Key.StartsWith(kind, StringComparison.Ordinal)).Min(c => (long?)c.Value);

    public void Committed(Party party) => commits[party.Name] = site.Strands.Step;

    /// <summary>A record is about to be removed for good.</summary>
    public void Removing(RecordAddress record)
    {
        var strand = Strands.Here!;
        if (!site.MayErase(strand.Party))
            site.Strands.Fail($"{strand.Party.Name} removes {record} without the right to erase");
        By.Add(strand.Party.Name);
        if (!removed.Add(record))
            site.Strands.Fail($"{record} is removed twice");
        if (Forbidden?.Invoke(record, strand) is { } why)
            site.Strands.Fail($"{record} is removed {why}");
        if (!IntentIsOpen(record))
            site.Strands.Fail($"{record} is removed without a durable intent");
    }

    public void Require(bool holds, string what)
    {
        if (!holds)
            site.Strands.Fail(what);
    }

    /// <summary>Every intent has exactly one outcome, at no time are two open for one record, what is gone is erased on the log once, the books balance, and the log verifies.</summary>
    public List<JsonElement> CheckLog()
    {
        List<JsonElement> entries;
        using (var session = site.Observe())
        {
            entries = [.. session.Log.Read(0).Select(e => JsonDocument.Parse(e.Entry).RootElement)];
            Require(session.Intents.ListOpen().Count == 0, "an intent is open at the end");
        }
        var open = new Dictionary<long, string>();
        var erased = new HashSet<string>();
        foreach (var entry in entries)
        {
            var kind = entry.GetProperty("kind").GetString();
            if (kind == "erasure-intended")
            {
                var record = entry.GetProperty("record").GetString()!;
                Require(!open.ContainsValue(record), "two intents for one record are open at once");
                open.Add(entry.GetProperty("seq").GetInt64(), record);
            }
            else if (entry.TryGetProperty("intent", out var intent))
            {
                Require(open.Remove(intent.GetInt64(), out var record) && record == entry.GetProperty("record").GetString(), "an outcome has no open intent");
            }
            if (kind == "erased")
                Require(erased.Add(entry.GetProperty("record").GetString()!), "a record is erased twice on the log");
            if (kind == "already-absent")
                Require(false, "a record that nobody else takes away was absent already");
            if (kind == "run-summary")
                Require(!entry.TryGetProperty("unaccounted", out _), "the books of a run do not balance");
        }
        Require(open.Count == 0, "an intent has no outcome");
        Require(erased.Count == removed.Count, $"{removed.Count} records were removed, and the log has {erased.Count} erased");
        var verdict = new AuditVerify(site.Observed, NoteVerifier.Instance).Check(null, CancellationToken.None);
        Require(verdict.Verified, $"the log does not verify: {verdict.Problem}");
        return entries;
    }

    public bool IsThere(RecordAddress record) => site.Stores[record.Store].Content(record.Name) is not null;

    private bool IntentIsOpen(RecordAddress record)
    {
        using var session = site.Observe();
        return session.Records.Find(record) is { } known && session.Intents.ListOpen().Any(i => i.RecordId == known.Id);
    }
}
