namespace Retention.Domain.Facts;

/// <summary>Finds what somebody probably meant. A hint for people only: nothing is ever matched by it.</summary>
public static class NearestName
{
    /// <summary>The known name with the fewest changed letters (case apart), or null where none is near: more than a third of the letters, and more than one.</summary>
    public static string? Of(string given, IEnumerable<string> known)
    {
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var name in known)
        {
            var distance = Distance(given.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance <= Math.Max(1, Math.Max(given.Length, name.Length) / 3) && distance < least)
                (nearest, least) = (name, distance);
        }
        return nearest;
    }

    /// <summary><c> (did you mean 'x'?)</c>, or nothing.</summary>
    public static string Hint(string given, IEnumerable<string> known) =>
        Of(given, known) is { } name ? $" (did you mean '{name}'?)" : "";

    /// <summary>Letters to insert, remove, replace or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }
}
