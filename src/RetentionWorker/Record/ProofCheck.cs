using System.Text.Json;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>
/// What a proof file shows, or (<paramref name="Problem"/>) why it shows nothing. <paramref name="Kind"/> is the entry's own word, <paramref name="Says"/> what that means for the record,
/// <paramref name="Entry"/> its bytes.
/// </summary>
internal sealed record ProofVerdict(
    bool Verified, string? Problem, string? Log, long? Index, long? Size, string? Root, string? Kind, ProofSays? Says, RecordAddress? Record, JsonElement? Entry)
{
    public static ProofVerdict No(string problem) => new(false, problem, null, null, null, null, null, null, null, null);
}

/// <summary>What an entry means for the record that it is about.</summary>
internal enum ProofSays
{
    /// <summary>Seen to be gone: erased, or nothing was there.</summary>
    Gone,
    /// <summary>An erasure was tried or begun, and it was not seen to be gone.</summary>
    NotGone,
    /// <summary>An erasure was about to begin; what came of it another entry says.</summary>
    OnlyIntended,
    /// <summary>Not what became of an erasure.</summary>
    NoErasure,
}

/// <summary>Checks a proof by the log's public key and nothing else: neither the log nor an installation is needed. It shares nothing with what makes proofs.</summary>
internal static class ProofCheck
{
    /// <summary>Longer is no proof: an entry has at most 65,535 bytes, and a path at most 63 hashes.</summary>
    public const int BytesAtMost = 1 << 20;

    public static ProofVerdict Of(ReadOnlySpan<byte> bytes, VerifierKey log, INoteVerifier verifier)
    {
        try
        {
            if (bytes.Length > BytesAtMost)
                return ProofVerdict.No("the file is too long to be a proof");
            var file = InclusionFile.Parse(bytes);
            var note = SignedNote.Parse(file.Checkpoint);
            var checkpoint = Checkpoint.Parse(note.Text);
            // A witness's signature says that it saw a checkpoint, never that the log made it.
            if (log.Algorithm == NoteAlgorithm.Cosignature || checkpoint.Origin != log.Name || note.SignersAmong([log], verifier).Count == 0)
                return ProofVerdict.No("the checkpoint is not signed by this log's key: another log's, or altered");
            var disclosed = DisclosedEntry.Parse(file.Extra ?? throw new FormatException("The proof holds no entry."));
            if (!TreeProof.Includes(MerkleTree.LeafHash(disclosed.Entry), file.Index, checkpoint.Size, file.Proof, checkpoint.Root))
                return ProofVerdict.No("the entry is not on the log at that place: the hashes do not lead to the signed root");
            using var document = JsonCanonicalizer.Parse(disclosed.Entry);
            var entry = document.RootElement;
            if (EntryForm.ProblemOf(file.Index, disclosed.Entry, entry) is { } problem)
                return ProofVerdict.No(problem);
            var record = disclosed.Opens.Record();
            if (EntryChecks.Text(entry, "record") != disclosed.Opens.Commitment())
                return ProofVerdict.No("the entry is about another record than the one that is disclosed");
            if (entry.TryGetProperty("store", out var store) && !store.ValueEquals(record.Store.Value))
                return ProofVerdict.No("the entry is about another store than the one that is disclosed");
            var kind = EntryChecks.Text(entry, "kind");
            return new(true, null, checkpoint.Origin, file.Index, checkpoint.Size, Convert.ToHexStringLower(checkpoint.Root), kind, Says(kind), record, entry.Clone());
        }
        catch (FormatException fault)
        {
            return ProofVerdict.No(fault.Message);
        }
        catch (Exception fault) when (fault is InvalidOperationException or OverflowException)
        {
            return ProofVerdict.No("the entry holds a value of a kind that does not belong there");
        }
    }

    /// <summary>What an entry of that kind means for its record.</summary>
    public static ProofSays Says(string kind) => kind switch
    {
        "erased" or "already-absent" => ProofSays.Gone,
        "kept" or "refused" or "failed" => ProofSays.NotGone,
        "erasure-intended" => ProofSays.OnlyIntended,
        _ => ProofSays.NoErasure,
    };
}
