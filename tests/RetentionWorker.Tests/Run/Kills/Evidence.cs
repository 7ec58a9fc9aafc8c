using System.Text.Json;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.CrashHost;
using RetentionWorker.Record;

namespace RetentionWorker.Tests.Run.Kills;

/// <summary>What the log and the catalogue of an installation say, read as a reviewer would.</summary>
internal sealed class Evidence : IDisposable
{
    private readonly SqliteCatalogue catalogue;
    private readonly Commitments commitments;
    private readonly LogVerdict verdict;
    private readonly Dictionary<long, string> intents = [];
    private readonly Dictionary<long, List<string>> outcomes = [];
    private readonly List<string> erased = [];
    private readonly List<string> kinds = [];

    private Evidence(string dataDirectory)
    {
        catalogue = SqliteCatalogue.Open(dataDirectory);
        commitments = Installation.CommitmentsOf(dataDirectory);
        verdict = new AuditVerify(catalogue, NoteVerifier.Instance).Check(null, TestContext.Current.CancellationToken);
        using var session = catalogue.Read();
        foreach (var (seq, bytes) in session.Log.Read(0))
        {
            using var json = JsonDocument.Parse(bytes);
            var entry = json.RootElement;
            var kind = entry.GetProperty("kind").GetString()!;
            kinds.Add(kind);
            if (kind == "erasure-intended")
                intents.Add(seq, entry.GetProperty("record").GetString()!);
            else if (entry.TryGetProperty("intent", out var intent))
                (outcomes.TryGetValue(intent.GetInt64(), out var known) ? known : outcomes[intent.GetInt64()] = []).Add(kind);
            if (kind == "erased")
                erased.Add(entry.GetProperty("record").GetString()!);
        }
    }

    /// <summary>Reads everything; the log must verify, whatever state it is in.</summary>
    public static Evidence Of(string dataDirectory)
    {
        var evidence = new Evidence(dataDirectory);
        Assert.True(evidence.verdict.Verified, evidence.verdict.Problem);
        // The holds of these tests are put into the book by hand.
        Assert.DoesNotContain(evidence.verdict.Findings, f => f.Finding != "hold-unlogged");
        Assert.All(evidence.outcomes, o => Assert.Single(o.Value));
        Assert.All(evidence.outcomes, o => Assert.Contains(o.Key, evidence.intents.Keys));
        // What the program erased did not "vanish", and nothing that it erased came back.
        Assert.DoesNotContain("discovery-finding", evidence.kinds);
        return evidence;
    }

    /// <summary>No record went before its intent was on the log.</summary>
    public void AssertIntended(IReadOnlyList<string> names) => Assert.Subset(intents.Values.ToHashSet(), names.Select(Commitment).ToHashSet());

    public void AssertNothingIsOpen()
    {
        using var session = catalogue.Read();
        Assert.Empty(session.Intents.ListOpen());
        Assert.Equal(0, verdict.OpenIntents);
        Assert.Equal(intents.Keys.Order(), outcomes.Keys.Order());
        Assert.Equal("run-summary", kinds[^1]);
    }

    /// <summary>Exactly these were erased, each once.</summary>
    public void AssertErasedOnce(IReadOnlySet<string> names)
    {
        Assert.Equal(names.Count, erased.Count);
        Assert.Equal(names.Select(Commitment).Order(), erased.Order());
    }

    /// <summary>Each record that was ever there is accounted for: present, or erased (its name may be forgotten since).</summary>
    public void AssertCatalogued(IEnumerable<string> names, IReadOnlySet<string> gone)
    {
        using var session = catalogue.Read();
        foreach (var name in names)
        {
            var state = session.Records.Find(KillStudy.Address(name))?.State;
            Assert.True(gone.Contains(name) ? state is null or RecordState.Erased : state is RecordState.Present, $"a record is {state}");
        }
    }

    public void Dispose() => catalogue.Dispose();

    private string Commitment(string name) => commitments.OfRecord(new ProjectId(name.Split('/')[0]), KillStudy.Address(name));
}
