namespace Retention.Domain.Audit;

/// <summary>
/// The books of one run: discovered = kept + held + unclassified + due, and due = erased + already absent + each reason for not being erased
/// (<paramref name="NotErased"/>, by word: <c>changed</c>, <c>failed</c>, <c>refused</c>, <c>waits</c>, …). Whatever is missing or too many is
/// <see cref="Unaccounted"/> and fails the run; it is written down, not hidden.
/// </summary>
public sealed record RunBooks(
    long Discovered, long Kept, long Held, long Unclassified, long Due, long Erased, long AlreadyAbsent, IReadOnlyDictionary<string, long> NotErased)
{
    /// <summary>Both differences, each without its sign; zero where the books balance.</summary>
    public long Unaccounted =>
        Math.Abs(Discovered - Kept - Held - Unclassified - Due) + Math.Abs(Due - Erased - AlreadyAbsent - NotErased.Values.Sum());

    /// <summary>Whether every record is accounted for, and no count is negative.</summary>
    public bool Balance =>
        Unaccounted == 0 && Kept >= 0 && Held >= 0 && Unclassified >= 0 && Erased >= 0 && AlreadyAbsent >= 0 && NotErased.Values.All(n => n >= 0);
}
