using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>
/// What places outside gave back for checkpoints of the log, as files of an export: a time stamp's token in <c>anchors/PLACE/SIZE.tst</c> and what it stamped in <c>SIZE.note</c>, or a
/// note with a witness's signature in <c>SIZE.note</c>. None that is there is written again.
/// </summary>
internal static class AnchorFiles
{
    public static string Note(string place, long size) => Path(place, size, "note");

    public static string Token(string place, long size) => Path(place, size, "tst");

    /// <summary>Whether a place of that name has files: one that is no plain name has none.</summary>
    public static bool HasFiles(string place) =>
        place is { Length: > 0 and <= 64 } && char.IsAsciiLetterOrDigit(place[0]) && place.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Adds to the export what it lacks. A place that gave nothing back has no file.</summary>
    public static void Write(ExportFolder export, IEnumerable<TakenAnchor> taken)
    {
        foreach (var anchor in taken.Where(a => HasFiles(a.Place) && (a.Evidence is not null || IsCosigned(a.Note))))
        {
            export.WriteOnce(Note(anchor.Place, anchor.Size), anchor.Note);
            if (anchor.Evidence is { } token)
                export.WriteOnce(Token(anchor.Place, anchor.Size), token);
        }
    }

    private static bool IsCosigned(byte[] bytes)
    {
        var note = SignedNote.Parse(bytes);
        return note.Signatures.Any(s => s.Name != Checkpoint.Parse(note.Text).Origin);
    }

    private static string Path(string place, long size, string ending) => string.Create(CultureInfo.InvariantCulture, $"anchors/{place}/{size}.{ending}");
}

/// <summary>Holds the files of an export that places outside gave back against what the log's entries say of them. One that is missing is no fault; nor is one that no entry left speaks of read.</summary>
internal sealed class AnchorEvidence(ExportFolder export)
{
    private const string TimeStamp = "timeStamp";
    private readonly Dictionary<(string Place, long Size), List<Said>> entries = [];

    private sealed record Said(string Root, string Kind, string? Evidence);

    /// <summary>Takes the next entry, one whose form is sound.</summary>
    public void Read(byte[] bytes)
    {
        if (bytes.AsSpan().IndexOf("\"kind\":\"anchor\""u8) < 0)
            return;
        using var document = JsonDocument.Parse(bytes);
        var entry = document.RootElement;
        if (!entry.GetProperty("kind").ValueEquals("anchor"))
            return;
        var (place, size) = (EntryChecks.Text(entry, "place"), EntryChecks.Number(entry, "size"));
        var said = new Said(EntryChecks.Text(entry, "root"), EntryChecks.Text(entry, "placeKind"), entry.TryGetProperty("evidence", out _) ? EntryChecks.Text(entry, "evidence") : null);
        (entries.TryGetValue((place, size), out var known) ? known : entries[(place, size)] = []).Add(said);
    }

    /// <summary>What is wrong with a file, or null.</summary>
    public string? Problem()
    {
        foreach (var ((place, size), said) in entries.Where(e => AnchorFiles.HasFiles(e.Key.Place)))
        {
            var token = export.Evidence(AnchorFiles.Token(place, size));
            if (token is not null && !said.Exists(s => s.Kind == TimeStamp && s.Evidence == Sha256(token)))
                return $"{AnchorFiles.Token(place, size)} is not what the place gave back, by the log";
            if (export.Evidence(AnchorFiles.Note(place, size)) is { } note && !said.Exists(s => Fits(note, token, size, s)))
                return $"{AnchorFiles.Note(place, size)} is not the checkpoint that the place took, by the log";
        }
        return null;
    }

    /// <summary>A witness gave back the note itself; of one that was stamped the token holds the hash.</summary>
    private static bool Fits(byte[] note, byte[]? token, long size, Said said)
    {
        if (said.Kind == TimeStamp ? token is not null && token.AsSpan().IndexOf(SHA256.HashData(note)) < 0 : said.Evidence is not null && said.Evidence != Sha256(note))
            return false;
        try
        {
            var checkpoint = Checkpoint.Parse(SignedNote.Parse(note).Text);
            return checkpoint.Size == size && Convert.ToHexStringLower(checkpoint.Root) == said.Root;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
