using System.Globalization;
using System.Text;
using Retention.Domain.Transparency;
using RetentionWorker.Keys;

namespace RetentionWorker.Record;

/// <summary>A file that may hold a key of the log's: <c>N.key</c>.</summary>
internal sealed record LogKeyFile(int Number, string Path);

/// <summary>
/// The private keys of the log as files (one line, <c>PRIVATE+KEY+name+id+base64</c> with the algorithm's byte and the seed, as Go's note package writes it), for their owner's eyes. In a folder of their
/// own: whoever erases holds the lock of the data directory, and making a file locks its folder.
/// </summary>
internal sealed class LogKeyFolder(string path)
{
    private const string Prefix = "PRIVATE+KEY+";

    /// <summary>The name under which a key is destroyed: nobody takes what has it for a key.</summary>
    private string Remains => System.IO.Path.Combine(path, ".old");

    public string Path => path;

    /// <summary>From the lowest number on.</summary>
    public IReadOnlyList<LogKeyFile> Files() => !Directory.Exists(path) ? [] :
    [
        .. Directory.EnumerateFiles(path, "*.key")
            .Select(f => new LogKeyFile(int.TryParse(System.IO.Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, f))
            .Where(f => f.Path == PathOf(f.Number)).OrderBy(f => f.Number),
    ];

    /// <summary>What signs with the file's key; null where it holds none.</summary>
    public static NoteSigner? Read(LogKeyFile file)
    {
        var parts = File.ReadAllText(file.Path).TrimEnd('\n').Split('+', 5);
        return parts.Length == 5 && $"{parts[0]}+{parts[1]}+".Equals(Prefix, StringComparison.Ordinal) && TrySeed(parts[4]) is { } seed ? NoteSigner.Of(parts[2], seed) : null;
    }

    /// <summary>Makes the file with a key of that name, unless it is there already: then whatever it holds stays.</summary>
    public LogKeyFile Make(int number, string name, byte[] seed)
    {
        PrivateFile.CreateDirectory(path);
        using var made = NoteSigner.Of(name, seed);
        var line = FormattableString.Invariant($"{Prefix}{name}+{made.Key.Id:x8}+{Convert.ToBase64String([(byte)NoteAlgorithm.Ed25519, .. seed])}\n");
        PrivateFile.TryCreate(PathOf(number), Encoding.ASCII.GetBytes(line));
        return new(number, PathOf(number));
    }

    /// <summary>
    /// Destroys the keys with lower numbers, durably, and what a killed process left of such a destruction. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>
    /// where one stays.
    /// </summary>
    public void RemoveBefore(int number)
    {
        try
        {
            var older = Files().Where(f => f.Number < number).ToList();
            if (older.Count == 0 && !File.Exists(Remains))
                return;
            foreach (var file in older)
                PrivateFile.Destroy(file.Path, Remains);
            PrivateFile.Empty(Remains);
            PublicFile.Remove(Remains);
        }
        catch (IOException) when (!Files().Any(f => f.Number < number) && !File.Exists(Remains))
        {
            // Another process did it at the same time.
        }
    }

    public string PathOf(int number) => System.IO.Path.Combine(path, number.ToString(CultureInfo.InvariantCulture) + ".key");

    private static byte[]? TrySeed(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == 1 + NoteSigner.SeedLength && bytes[0] == (byte)NoteAlgorithm.Ed25519 ? bytes[1..length] : null;
    }
}
