namespace RetentionWorker.Review;

/// <summary>The order of pairs of ids: byte by byte, whatever the culture.</summary>
internal sealed class PlaceOrder : IComparer<(string First, string Second)>
{
    public static readonly PlaceOrder Instance = new();

    public int Compare((string First, string Second) x, (string First, string Second) y) =>
        string.CompareOrdinal(x.First, y.First) is not 0 and var first ? first : string.CompareOrdinal(x.Second, y.Second);
}
