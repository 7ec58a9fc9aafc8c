namespace Retention.Domain.Audit;

/// <summary>
/// Tells JSON that is canonical (RFC 8785) at first sight: printable ASCII without an escape, integers of at most 15 digits, every object's keys in
/// strictly ascending order, no space. Each entry that the program writes is such. What is not may be canonical all the same:
/// <see cref="JsonCanonicalizer"/> has the last word on it.
/// </summary>
public static class PlainForm
{
    private const int Deepest = 8;
    private const int MostDigits = 15;

    /// <summary>Whether the bytes are one such value and nothing else.</summary>
    public static bool Is(ReadOnlySpan<byte> json)
    {
        var at = 0;
        return Value(json, ref at, Deepest) && at == json.Length;
    }

    private static bool Value(ReadOnlySpan<byte> json, scoped ref int at, int deeper)
    {
        if (at >= json.Length || deeper == 0)
            return false;
        switch (json[at])
        {
            case (byte)'"':
                return Text(json, ref at, out _);
            case (byte)'{':
                return Object(json, ref at, deeper);
            case (byte)'[':
                return Array(json, ref at, deeper);
            default:
                return Integer(json, ref at);
        }
    }

    private static bool Object(ReadOnlySpan<byte> json, scoped ref int at, int deeper)
    {
        at++;
        if (Takes(json, ref at, (byte)'}'))
            return true;
        ReadOnlySpan<byte> last = default;
        var first = true;
        do
        {
            if (!Text(json, ref at, out var key) || (!first && last.SequenceCompareTo(key) >= 0) || !Takes(json, ref at, (byte)':') || !Value(json, ref at, deeper - 1))
                return false;
            last = key;
            first = false;
        }
        while (Takes(json, ref at, (byte)','));
        return Takes(json, ref at, (byte)'}');
    }

    private static bool Array(ReadOnlySpan<byte> json, scoped ref int at, int deeper)
    {
        at++;
        if (Takes(json, ref at, (byte)']'))
            return true;
        do
        {
            if (!Value(json, ref at, deeper - 1))
                return false;
        }
        while (Takes(json, ref at, (byte)','));
        return Takes(json, ref at, (byte)']');
    }

    private static bool Text(ReadOnlySpan<byte> json, scoped ref int at, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Takes(json, ref at, (byte)'"'))
            return false;
        var length = json[at..].IndexOf((byte)'"');
        if (length < 0)
            return false;
        text = json.Slice(at, length);
        at += length + 1;
        return !text.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !text.Contains((byte)'\\');
    }

    private static bool Integer(ReadOnlySpan<byte> json, scoped ref int at)
    {
        var negative = Takes(json, ref at, (byte)'-');
        var from = at;
        while (at < json.Length && json[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        var digits = at - from;
        return digits is > 0 and <= MostDigits && (json[from] != (byte)'0' || (digits == 1 && !negative));
    }

    private static bool Takes(ReadOnlySpan<byte> json, scoped ref int at, byte wanted)
    {
        if (at >= json.Length || json[at] != wanted)
            return false;
        at++;
        return true;
    }
}
