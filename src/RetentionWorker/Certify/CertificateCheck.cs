using System.Text;
using System.Text.Json;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;

namespace RetentionWorker.Certify;

/// <summary>What a certificate says, or (<paramref name="Problem"/>) why it says nothing.</summary>
internal sealed record CertificateVerdict(bool Verified, string? Problem, string? Status, JsonElement? Certificate)
{
    public static CertificateVerdict No(string problem) => new(false, problem, null, null);
}

/// <summary>Checks a certificate by the log's public key and nothing else. It shares nothing with what makes certificates.</summary>
internal static class CertificateCheck
{
    /// <summary>Longer is no certificate.</summary>
    public const int BytesAtMost = 64 << 20;

    public static CertificateVerdict Of(ReadOnlySpan<byte> bytes, VerifierKey log, INoteVerifier verifier)
    {
        try
        {
            if (bytes.Length > BytesAtMost)
                return CertificateVerdict.No("the file is too long to be a certificate");
            var note = SignedNote.Parse(bytes);
            if (log.Algorithm == NoteAlgorithm.Cosignature || note.SignersAmong([log], verifier).Count == 0)
                return CertificateVerdict.No("it is not signed by this log's key: another log's, or altered");
            var line = Encoding.UTF8.GetBytes(note.Text[..^1]);
            using var document = JsonCanonicalizer.Parse(line);
            var said = document.RootElement;
            if (!JsonCanonicalizer.Canonicalize(said).AsSpan().SequenceEqual(line))
                return CertificateVerdict.No("it is not in canonical form");
            if (said.GetProperty("type").GetString() != "retention-certificate" || said.GetProperty("v").GetInt64() != 1)
                return CertificateVerdict.No("it is no certificate of this version");
            return ProblemOf(said, log, verifier) is { } problem ? CertificateVerdict.No(problem) : new(true, null, said.GetProperty("status").GetString(), said.Clone());
        }
        catch (FormatException fault)
        {
            return CertificateVerdict.No(fault.Message);
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException)
        {
            return CertificateVerdict.No("the document lacks something, or holds a value of a kind that does not belong there");
        }
    }

    private static string? ProblemOf(JsonElement said, VerifierKey log, INoteVerifier verifier)
    {
        var of = said.GetProperty("log");
        var note = SignedNote.Parse(of.GetProperty("checkpoint").GetBytesFromBase64());
        var checkpoint = Checkpoint.Parse(note.Text);
        if (checkpoint.Origin != log.Name || note.SignersAmong([log], verifier).Count == 0)
            return "the checkpoint in it is not signed by this log's key";
        if (checkpoint.Size != of.GetProperty("size").GetInt64() || Convert.ToHexStringLower(checkpoint.Root) != of.GetProperty("root").GetString())
            return "it rests on another checkpoint than the one in it";
        var (status, open) = (said.GetProperty("status").GetString(), said.GetProperty("open").GetArrayLength());
        if (status is not ("open" or "provisional" or "final") || (status == "open") != (open > 0))
            return "its status is not what its reasons make it";
        return status == "final" && said.GetProperty("residue").EnumerateArray().Any(r => !r.GetProperty("past").GetBoolean()) ? "it is final, and copies in it are not past" : null;
    }
}
