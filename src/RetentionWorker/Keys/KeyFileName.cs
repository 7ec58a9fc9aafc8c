using System.Globalization;
using Retention.Domain.Facts;
using Retention.Domain.Keys;

namespace RetentionWorker.Keys;

/// <summary>
/// The name of a key's file: <c>PROJECT.EPOCH.key</c> while it is in use, <c>.deleted</c> while it is recoverable, <c>.destroyed</c> (an empty file) when it is gone, so that its
/// epoch is never used again.
/// </summary>
internal readonly record struct KeyFileName(ProjectId Project, int Epoch, KeyState State)
{
    private static readonly (string Suffix, KeyState State)[] Suffixes = [(".key", KeyState.Active), (".deleted", KeyState.Deleted), (".destroyed", KeyState.Destroyed)];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Project.Value}.{Epoch}{Suffixes[(int)State].Suffix}");

    /// <summary>The name taken apart, or null where it is none.</summary>
    public static KeyFileName? Parse(string name)
    {
        foreach (var (suffix, state) in Suffixes)
        {
            if (!name.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            var rest = name.AsSpan(0, name.Length - suffix.Length);
            var dot = rest.LastIndexOf('.');
            if (dot > 0 && int.TryParse(rest[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch))
                return new(new ProjectId(rest[..dot].ToString()), epoch, state);
        }
        return null;
    }

    /// <summary>Those of the directory; none where it does not exist.</summary>
    public static IEnumerable<KeyFileName> In(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory).Select(path => Parse(Path.GetFileName(path))).OfType<KeyFileName>() : [];
}
