using NodaTime;

namespace RetentionWorker.Catalogue;

/// <summary>A step of an obstacle's clock that people were told of. All four are stable words.</summary>
internal readonly record struct EscalatedStep(string Kind, string Subject, string Code, string Step);

/// <summary>Which steps people were told of, so that a restart repeats none, and which a channel has yet to carry.</summary>
internal interface IEscalationBook
{
    IReadOnlyList<EscalatedStep> List();

    void Add(EscalatedStep step, Instant at);

    /// <summary>The step is not reached any more: should it come again, people hear of it again.</summary>
    void Drop(EscalatedStep step);

    /// <summary>Steps that this channel has not carried.</summary>
    IReadOnlyList<EscalatedStep> Unsent(string channel);

    void Sent(string channel, EscalatedStep step);
}
