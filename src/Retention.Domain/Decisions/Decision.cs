using Retention.Domain.Holds;

namespace Retention.Domain.Decisions;

/// <summary>What is to happen to one record now; always with the timetable that says why.</summary>
public abstract record Decision(Timetable Timetable)
{
    /// <summary>Kept: nothing makes it due, or not yet.</summary>
    public sealed record Keep(Timetable Timetable, KeepReason Reason) : Decision(Timetable);

    /// <summary>To be erased now: its time has come and its deadline has not passed.</summary>
    public sealed record Due(Timetable Timetable) : Decision(Timetable);

    /// <summary>To be erased now, and late: its deadline has passed.</summary>
    public sealed record Overdue(Timetable Timetable) : Decision(Timetable);

    /// <summary>Held: erasure is suspended, whether due or not.</summary>
    public sealed record Held(Timetable Timetable, IReadOnlyList<Hold> Holds) : Decision(Timetable);

    /// <summary>Not decidable: kept, counted and reported.</summary>
    public sealed record Unclassified(Timetable Timetable, UnclassifiedReason Reason) : Decision(Timetable);

    /// <summary>Whether it is to be erased now.</summary>
    public bool Erases => this is Due or Overdue;
}
