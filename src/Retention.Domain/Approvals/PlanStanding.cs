namespace Retention.Domain.Approvals;

/// <summary>How a plan that was kept stands.</summary>
public enum PlanStanding
{
    /// <summary>Kept by somebody who looked at it; whoever may purge may carry it out, if it is within the limits.</summary>
    Saved = 0,
    /// <summary>Beyond a limit, or for early erasure: it waits whole for an approval.</summary>
    Waits = 1,
    /// <summary>Approved, and not carried out to its end yet.</summary>
    Approved = 2,
    /// <summary>Rejected: the same plan is not carried out.</summary>
    Rejected = 3,
    /// <summary>Carried out.</summary>
    Done = 4,
}
