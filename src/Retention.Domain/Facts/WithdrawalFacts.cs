using NodaTime;

namespace Retention.Domain.Facts;

/// <summary>On what ground a participant left.</summary>
public enum WithdrawalGround
{
    /// <summary>Consent withdrawn, UK GDPR Art. 7(3) and 17(1)(b).</summary>
    Consent,
    /// <summary>Objection, Art. 21 and 17(1)(c).</summary>
    Objection,
    /// <summary>Request for erasure, Art. 17(1).</summary>
    ErasureRequest,
    /// <summary>Unlawful processing, Art. 17(1)(d).</summary>
    Unlawful,
    /// <summary>Order of a court or regulator, Art. 17(1)(e).</summary>
    Order,
    /// <summary>An ethical decision of the institute.</summary>
    Ethical,
}

/// <summary>What a person decided of an objection (Art. 21(1)): until then processing is restricted (Art. 18(1)(d)) and nothing of it acts.</summary>
public sealed record ObjectionRuling(bool Upheld, Instant At);

/// <summary>Why the records of a category stay though their participant left.</summary>
public enum ExemptReason
{
    /// <summary>Erasing them is likely to render impossible or seriously impair the objectives of the research, Art. 17(3)(d).</summary>
    ResearchImpairment,
}

/// <summary>A person's decision that a withdrawal does not reach one category: its records stay under their ordinary rules.</summary>
public sealed record Exemption(CategoryName Category, ExemptReason Because, string Reference, Instant At);

/// <summary>
/// A participant left the project, as received on <paramref name="ReceivedOn"/> (the day that rules starting at withdrawal count from).
/// <paramref name="Category"/> null means every category.
/// </summary>
public sealed record WithdrawalFacts(long Id, ProjectId Project, ParticipantId Participant, CategoryName? Category, LocalDate ReceivedOn, WithdrawalGround Ground, Instant RecordedAt)
{
    /// <summary>Of an objection only: what was decided; null while nobody has.</summary>
    public ObjectionRuling? Ruling { get; init; }

    /// <summary>The categories that it does not reach, at most one decision each.</summary>
    public IReadOnlyList<Exemption> Exemptions { get; init; } = [];

    /// <summary>An objection that waits for somebody's decision.</summary>
    public bool IsPending => Ground == WithdrawalGround.Objection && Ruling is null;

    /// <summary>Whether rules start at it at all: an objection only where it was upheld.</summary>
    public bool Stands => Ground != WithdrawalGround.Objection || Ruling is { Upheld: true };

    /// <summary>When the last fact was written down that lets it act, for <c>settle</c>.</summary>
    public Instant ActsSince => Ruling is { Upheld: true, At: var at } && at > RecordedAt ? at : RecordedAt;

    /// <summary>
    /// The last day on which whoever asked may be told what was done, or what not and why: one month from receipt by the corresponding date, UK GDPR
    /// Art. 12(3) and (4).
    /// </summary>
    public LocalDate AnswerBy => ReceivedOn.PlusMonths(1);

    /// <summary>The decision by which records of the category stay, or null.</summary>
    public Exemption? ExemptionOf(CategoryName? category) => Exemptions.FirstOrDefault(e => e.Category == category);

    /// <summary>Whether it names records of the category, whatever became of it.</summary>
    public bool Names(CategoryName? category) => Category is null || Category == category;

    /// <summary>Whether rules that start at a withdrawal start at this one for records of the category.</summary>
    public bool ActsOn(CategoryName? category) => Stands && Names(category) && ExemptionOf(category) is null;
}
