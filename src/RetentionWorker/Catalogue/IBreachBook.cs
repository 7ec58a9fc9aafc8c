using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>Something that may be a personal data breach, until a person has judged it. <paramref name="Since"/> is when the program became aware of it.</summary>
internal sealed record PossibleBreach(long Id, StoreName Store, string Code, long Records, Instant Since)
{
    /// <summary>Records that were erased were found in a listing again.</summary>
    public const string Resurrected = "resurrected";

    /// <summary>Records were erased although a hold over them was placed meanwhile.</summary>
    public const string HoldTooLate = "hold-too-late";

    /// <summary>Records under a hold are gone without this program, or lie where the hold does not reach.</summary>
    public const string HeldVanished = "held-vanished";

    /// <summary>Records were erased in time by the facts of then, and by the corrected ones they would have been kept.</summary>
    public const string ErasedTooEarly = "erased-too-early";
}

internal interface IBreachBook
{
    /// <summary>Notes it: one that is open for the store and code takes the records in, and keeps its own first moment. Returns its number.</summary>
    long Found(StoreName store, string code, long records, Instant at);

    /// <summary>Those that nobody judged, the oldest first.</summary>
    IReadOnlyList<PossibleBreach> Open();

    /// <summary>Somebody judged it; false where none of that number is open.</summary>
    bool Close(long id, Instant at);
}
