namespace Retention.Domain.Approvals;

/// <summary>Why a person says no to a plan: a code, for there is no free text on the log.</summary>
public enum RejectReason
{
    /// <summary>It takes what was not meant.</summary>
    WrongScope,
    /// <summary>A fact behind it is wrong: a project's end, a withdrawal, a category.</summary>
    WrongFacts,
    /// <summary>A hold is to be placed first.</summary>
    HoldToCome,
    /// <summary>The data are still necessary.</summary>
    StillNecessary,
    /// <summary>The rule or the law does not allow it.</summary>
    Unlawful,
}
