using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>
/// Reads the whole log and checks it: every entry's form and place, one outcome per intent, balanced books, and that the entries hash to the
/// stored head. It shares no code with the writing end but the two hashes of a tree. In memory of its own size only the open intents.
/// </summary>
internal sealed class AuditVerify(ICatalogue catalogue, INoteVerifier verifier)
{
    /// <summary>The finding for a hold that the log knows to be in force and the register does not have.</summary>
    public const string HoldMissing = "hold-missing";

    /// <summary>Checks the log as it is now. <paramref name="progress"/> is told how many entries are read, of how many.</summary>
    public LogVerdict Check(Action<long, long>? progress, CancellationToken ct) => Check(KeptCheckpoints.None, progress, ct);

    /// <summary>The same, and that it begins with what the checkpoints cover that were kept elsewhere.</summary>
    public LogVerdict Check(KeptCheckpoints kept, Action<long, long>? progress, CancellationToken ct)
    {
        using var session = catalogue.Read();
        LogHead head;
        try
        {
            head = session.Log.Head();
        }
        catch (LogHeadFault fault)
        {
            return new(false, 0, "", 0, fault.Message, 0, 0, 0, []);
        }
        var reading = new Reading(session.Log, head.Size, kept, progress, ct);
        var root = Root(reading, head);
        if (reading.Problem is null && !reading.Checks.KnowsThePast)
            reading.Break(0, "entries are missing, and none says that they were pruned");
        if (reading.Problem is null && reading.Checks.LogKey is { } key
            && (HeadSignature.ProblemOf(head.Signed?.Note, key, head.Size, head.Root, verifier) ?? kept.ProblemOf(reading.Checks.LogKeys, verifier)) is { } problem)
        {
            reading.Break(head.Size, problem);
        }
        if (reading.Problem is null && reading.Checks.LogKey is null && kept.Any)
            reading.Break(head.Size, "the log is not signed, so no checkpoint can be its own");
        var findings = reading.Checks.Findings.ToList();
        if (reading.Problem is null)
        {
            findings.AddRange(Catalogued(
                [.. reading.Checks.Open, .. reading.Checks.OpenOverKeys],
                session.Intents.ListOpen().Select(i => i.Seq).Concat(session.Keys.List().Select(k => k.Intent).OfType<long>()).ToHashSet()));
            findings.AddRange(Held(reading.Checks.Holds, [.. session.Holds.Active().Select(h => h.Id)]));
        }
        return new(
            reading.Problem is null, reading.Read, root, reading.BrokenAt, reading.Problem,
            reading.Checks.Intents, reading.Checks.Outcomes, reading.Checks.Open.Count, findings)
        {
            First = reading.First,
            RestsOn = reading.Problem is null ? kept.RestsOn(verifier) : null,
        };
    }

    private static string Root(Reading reading, LogHead head)
    {
        if (head.Size < 0)
            reading.Break(0, "the log's head has a negative size");
        try
        {
            using var leaves = reading.LeafHashes().GetEnumerator();
            var edge = MerkleTree.EdgeOf(leaves, Math.Max(head.Size, 0));
            if (leaves.MoveNext())
                reading.Break(head.Size, "there are more entries than the log's head says");
            else if (!MerkleTree.RootOf(edge).AsSpan().SequenceEqual(head.Root))
                reading.Break(head.Size, "the entries do not hash to the root of the log's head: an entry or the head was changed");
            else if (!edge.Zip(head.Edge, (ours, stored) => ours.AsSpan().SequenceEqual(stored)).All(same => same) || edge.Count != head.Edge.Count)
                reading.Break(head.Size, "the entries do not hash to the edge of the log's head");
        }
        catch (LogEntryFault fault)
        {
            reading.Break(fault.Seq, fault.Problem);
        }
        catch (InvalidOperationException) when (reading.Ended)
        {
            reading.Break(reading.Read, "the entry is missing: the log's head says that there are more");
        }
        return Convert.ToHexStringLower(head.Root);
    }

    private static IEnumerable<LogFinding> Catalogued(IReadOnlyCollection<long> onLog, HashSet<long> known)
    {
        foreach (var seq in onLog.Where(seq => !known.Contains(seq)).Order())
            yield return new(seq, "intent-forgotten", "The intent has no outcome, and the catalogue does not know that it is open.");
        foreach (var seq in known.Where(seq => !onLog.Contains(seq)).Order())
            yield return new(seq, "intent-unknown", "The catalogue holds an open intent that the log does not.");
    }

    private static IEnumerable<LogFinding> Held(IReadOnlyDictionary<long, long> onLog, IReadOnlyCollection<long> inRegister)
    {
        foreach (var (hold, seq) in onLog.Where(h => !inRegister.Contains(h.Key)).OrderBy(h => h.Key))
            yield return new(seq, HoldMissing, FormattableString.Invariant($"Hold {hold} was placed and not released, and the register does not have it in force."));
        foreach (var hold in inRegister.Where(h => !onLog.ContainsKey(h)).Order())
            yield return new(null, "hold-unlogged", FormattableString.Invariant($"The register has hold {hold} in force, and the log does not."));
    }

    private sealed class Reading(ILogBook log, long size, KeptCheckpoints kept, Action<long, long>? progress, CancellationToken ct)
    {
        private const int Step = 4096;
        public long First { get; } = log.First();
        public EntryChecks Checks { get; } = new(log.First());
        public long Read { get; private set; }
        public bool Ended { get; private set; }
        public long? BrokenAt { get; private set; }
        public string? Problem { get; private set; }

        /// <summary>Keeps the first break.</summary>
        public void Break(long at, string problem)
        {
            if (Problem is null)
                (BrokenAt, Problem) = (at, problem);
        }

        public IEnumerable<byte[]> LeafHashes()
        {
            foreach (var pruned in log.PrunedLeaves(0))
            {
                Read++;
                kept.Read(pruned, null);
                yield return pruned;
            }
            foreach (var (seq, entry) in log.Read(0))
            {
                ct.ThrowIfCancellationRequested();
                if (seq < First)
                    Break(seq, "the entry was pruned, and is there");
                else if (seq != Read)
                    Break(Read, "the entry is missing: the next one stands at another place");
                else if (Checks.ProblemOf(seq, entry) is { } problem)
                    Break(seq, problem);
                if (Problem is not null)
                    break;
                Read++;
                if (Read % Step == 0 || Read == size)
                    progress?.Invoke(Read, size);
                var leaf = MerkleTree.LeafHash(entry);
                kept.Read(leaf, Checks.Latest);
                yield return leaf;
            }
            Ended = true;
        }
    }
}
