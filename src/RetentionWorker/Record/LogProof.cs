using System.Text.Json;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;
using RetentionWorker.Keys;

namespace RetentionWorker.Record;

/// <summary>What came of asking for a proof.</summary>
internal abstract record ProofMade
{
    /// <summary>The proof's bytes, and what they show. <paramref name="OpenIntent"/>: a later erasure of the record was begun, and has no outcome yet. <paramref name="VKey"/> is what others check it by.</summary>
    internal sealed record Done(byte[] File, ProofVerdict Shows, long? OpenIntent, string VKey) : ProofMade;

    /// <summary>No entry (at that index) is about the record.</summary>
    internal sealed record Unknown : ProofMade;

    /// <summary>No entry can be connected to the record, and keys that may have linked it are gone.</summary>
    internal sealed record Unlinkable(IReadOnlyList<string> Keys) : ProofMade;

    internal sealed record Broken(string Problem) : ProofMade;
}

/// <summary>
/// Makes the proof that one entry about a record is on the log, for somebody who is to learn of nothing else: the entry, the path to the signed head, and what opens the one
/// commitment. The whole log is hashed for it, so no proof is made of a log whose head its entries do not make.
/// </summary>
internal sealed class LogProof(ICatalogue catalogue, Commitments commitments, INoteVerifier verifier)
{
    /// <param name="project">Whose the record is; null where nobody knows, then it may be any project's.</param>
    /// <param name="at">The entry wanted; null for the last outcome, or where there is none the last intent, or else whatever was said last.</param>
    public ProofMade Of(RecordAddress record, ProjectId? project, long? at, Action<long, long>? progress, CancellationToken ct)
    {
        using var session = catalogue.Read();
        var head = session.Log.Head();
        if (head.Signed is not { } signed)
            return new ProofMade.Broken("nothing on the log is signed yet: whatever is written next is");
        var found = Find(session, head, commitments.Disclose(record), at, progress, ct);
        if (found.Best is not { } best)
        {
            var gone = commitments.Gone([.. found.Projects.Where(p => project is null || p == project)]);
            return gone.Count == 0 || (at is not null && found.Some) ? new ProofMade.Unknown() : new ProofMade.Unlinkable(gone);
        }
        try
        {
            var path = new ProofMaker((level, index) => LogTree.Subtree(session, level, index, ct)).Inclusion(best.Seq, head.Size);
            var file = new InclusionFile(best.Seq, path, signed.Note, new DisclosedEntry(best.Bytes, best.Opens).ToBytes()).ToBytes();
            var shows = ProofCheck.Of(file, VerifierKey.Parse(signed.VKey), verifier);
            return shows.Verified ? new ProofMade.Done(file, shows, found.OpenIntent, signed.VKey) : new ProofMade.Broken(shows.Problem!);
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException)
        {
            return new ProofMade.Broken(fault.Message);
        }
    }

    /// <summary>Writes it for the owner's eyes, as it names a record in clear. Throws <see cref="IOException"/> where the file is there already, or cannot be written.</summary>
    public static void Write(string path, byte[] file) =>
        PrivateFile.WriteFlushed(path, file, UnixFileMode.UserRead | UnixFileMode.UserWrite, FileMode.CreateNew);

    private static Found Find(IReadSession session, LogHead head, IReadOnlyDictionary<string, Disclosure> openings, long? at, Action<long, long>? progress, CancellationToken ct)
    {
        const int Step = 4096;
        var found = new Found();
        foreach (var (seq, bytes) in session.Log.Read(0))
        {
            ct.ThrowIfCancellationRequested();
            if (seq % Step == 0)
                progress?.Invoke(seq, head.Size);
            using var document = AuditList.Parse(seq, bytes);
            var entry = document.RootElement;
            var kind = entry.TryGetProperty("kind", out var word) ? word.ToString() : "";
            if (AuditList.LinkedIn(entry) is { } project)
                found.Projects.Add(project);
            if (entry.TryGetProperty("record", out var commitment) && commitment.ValueKind == JsonValueKind.String && openings.TryGetValue(commitment.GetString()!, out var opens))
                found.See(new(seq, bytes, opens, ProofCheck.Says(kind)), at);
        }
        return found;
    }

    private sealed record Candidate(long Seq, byte[] Bytes, Disclosure Opens, ProofSays Says)
    {
        /// <summary>An outcome before an intent, an intent before whatever else speaks of the record.</summary>
        public int Rank => Says switch { ProofSays.Gone or ProofSays.NotGone => 2, ProofSays.OnlyIntended => 1, _ => 0 };
    }

    private sealed class Found
    {
        public HashSet<ProjectId> Projects { get; } = [];

        public Candidate? Best { get; private set; }

        public bool Some { get; private set; }

        public long? OpenIntent { get; private set; }

        public void See(Candidate seen, long? at)
        {
            Some = true;
            if (at is null ? Best is null || seen.Rank >= Best.Rank : seen.Seq == at)
                Best = seen;
            OpenIntent = seen.Says switch { ProofSays.OnlyIntended => seen.Seq, ProofSays.NoErasure => OpenIntent, _ => null };
        }
    }
}
