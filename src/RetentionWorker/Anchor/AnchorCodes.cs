namespace RetentionWorker.Anchor;

/// <summary>Why a place did not take a checkpoint: words of a closed list.</summary>
internal static class AnchorCodes
{
    /// <summary>It cannot be reached, or the folder is not mounted.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>It was reached and did not take it.</summary>
    public const string Refused = "refused";

    /// <summary>What it gave back was not signed by whom the configuration names, or is no answer.</summary>
    public const string NotVouched = "not-vouched";
}
