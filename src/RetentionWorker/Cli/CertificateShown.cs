using System.Text.Json;
using RetentionWorker.Certify;

namespace RetentionWorker.Cli;

/// <summary>A certificate in some lines: status, reasons, counts and copies. The whole of it is the document, and the page.</summary>
internal static class CertificateShown
{
    public static IEnumerable<string> Lines(CertificateVerdict shown)
    {
        var said = shown.Certificate!.Value;
        var (scope, counts, log) = (said.GetProperty("scope"), said.GetProperty("counts"), said.GetProperty("log"));
        yield return $"{shown.Status!.ToUpperInvariant()}: {scope.GetProperty("kind")} of project {scope.GetProperty("project")}, issued {said.GetProperty("issuedAt")}";
        yield return $"  {CertificateWords.OfStatus(said)}";
        foreach (var open in said.GetProperty("open").EnumerateArray())
            yield return $"  undone: {CertificateWords.OfReason(open.GetProperty("reason").GetString()!)} ({open.GetProperty("count")})";
        yield return $"  erased {counts.GetProperty("erased")}, already absent {counts.GetProperty("alreadyAbsent")}, kept for good {counts.GetProperty("keptForGood")}";
        foreach (var copy in said.GetProperty("residue").EnumerateArray())
            yield return $"  residue: {copy.GetProperty("kind")} in {copy.GetProperty("store")} of {copy.GetProperty("records")} records, recoverable {Until(copy)}";
        yield return $"  it rests on the log {log.GetProperty("vkey").GetString()!.Split('+')[0]} at its size {log.GetProperty("size")}, root {log.GetProperty("root")}";
        yield return "  what it does not cover: docs/certificates.md";
    }

    private static string Until(JsonElement copy) =>
        copy.TryGetProperty("until", out var until) ? $"until {until}{(copy.GetProperty("past").GetBoolean() ? " (past)" : "")}" : "for nobody can say how long";
}
