namespace Retention.Domain.Outcomes;

/// <summary>What a person judged a possible breach to be (UK GDPR Art. 33): a code, for there is no free text on the log.</summary>
public enum BreachJudgement
{
    /// <summary>It is one, and the supervisory authority was notified (Art. 33(1)).</summary>
    Notified,
    /// <summary>It is one, unlikely to result in a risk to anybody, and documented only (Art. 33(1) and (5)).</summary>
    NoRisk,
    /// <summary>What was concerned is no personal data.</summary>
    NoPersonalData,
    /// <summary>Nothing was lost or disclosed: what happened was meant, or did not happen.</summary>
    NoBreach,
}
