namespace Retention.Domain.Corrections;

/// <summary>How a correction stands.</summary>
public enum CorrectionStanding
{
    /// <summary>It waits for a second person.</summary>
    Waits = 0,
    /// <summary>Approved by the only person there is, and not in effect yet.</summary>
    Approved = 1,
    /// <summary>In effect.</summary>
    Done = 2,
    /// <summary>Somebody said no, or the facts under it changed first.</summary>
    Rejected = 3,
}
