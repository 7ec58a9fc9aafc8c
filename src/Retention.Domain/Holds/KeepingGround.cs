namespace Retention.Domain.Holds;

/// <summary>Why somebody's right to erasure does not apply as long as a hold stands: the closed list of UK GDPR Art. 17(3).</summary>
public enum KeepingGround
{
    /// <summary>The right of freedom of expression and information, Art. 17(3)(a).</summary>
    FreedomOfExpression,
    /// <summary>A legal obligation, or a task in the public interest, Art. 17(3)(b).</summary>
    LegalObligation,
    /// <summary>Public health, Art. 17(3)(c).</summary>
    PublicHealth,
    /// <summary>Archiving in the public interest, research or statistics that erasing would seriously impair, Art. 17(3)(d).</summary>
    Research,
    /// <summary>The establishment, exercise or defence of legal claims, Art. 17(3)(e).</summary>
    LegalClaims,
}
