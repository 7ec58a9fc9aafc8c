using Retention.Domain.Transparency;

namespace RetentionWorker.Cli;

/// <summary>The log's public key as people give it: itself, or a file that holds it.</summary>
internal static class GivenLogKey
{
    /// <summary>Throws <see cref="FormatException"/> where it is none, and <see cref="IOException"/> where the file cannot be read.</summary>
    public static async Task<VerifierKey> ReadAsync(VerbContext asked, string given, CancellationToken ct)
    {
        var path = asked.PathOf(given);
        return VerifierKey.Parse(File.Exists(path) ? (await File.ReadAllTextAsync(path, ct)).TrimEnd('\n') : given);
    }
}
