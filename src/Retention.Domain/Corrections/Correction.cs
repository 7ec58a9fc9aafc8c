using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;

namespace Retention.Domain.Corrections;

/// <summary>Which way a correction moves the days on which records go.</summary>
[Flags]
public enum Shift
{
    /// <summary>No record goes sooner or later.</summary>
    None = 0,
    /// <summary>Some may go sooner, or that may be erased at all: an earlier end, a shorter rule, a wider scope.</summary>
    Sooner = 1,
    /// <summary>Some stay for longer than participants were told: a later end, a re-opening, a longer rule.</summary>
    Later = 2,
}

/// <summary>How participants learn that their data stay for longer than they were told (UK GDPR Art. 13(2)(a), 14(2)(a)).</summary>
public enum InformedHow
{
    /// <summary>Each of them was told.</summary>
    ParticipantsInformed,
    /// <summary>It was published where they were told to look.</summary>
    PublicNotice,
    /// <summary>They were told this very date from the beginning: the record of it was wrong.</summary>
    AsPromised,
}

/// <summary>
/// A change of a fact that was recorded before, or of the schedule in force: a closed family. The first end of a project is no correction.
/// One that moves any day takes effect when somebody approved it who did not ask for it.
/// </summary>
public abstract record Correction
{
    private Correction()
    {
    }

    /// <summary>Its kind on the log.</summary>
    public abstract string Kind { get; }

    /// <summary>The project that it is about, or null where it is about the schedule.</summary>
    public abstract ProjectId? Project { get; }

    /// <summary>Whether both are about the same thing, so that one of them waits at a time.</summary>
    public bool IsOfTheSame(Correction other) =>
        Project is null ? other.Project is null && (this as TemplateReplaced)?.Store == (other as TemplateReplaced)?.Store : Project == other.Project;

    /// <summary>Which way it moves days.</summary>
    public abstract Shift Shift { get; }

    /// <summary>Whether it takes a second person.</summary>
    public virtual bool NeedsApproval => Shift != Shift.None;

    /// <summary>
    /// The canonical bytes (RFC 8785) that its digest is of: what it changes into what, and the <paramref name="number"/> that it was asked under,
    /// so that who approves it approves this one and not one of another day.
    /// </summary>
    public byte[] ToBytes(long number, InformedHow? informed)
    {
        var to = new CanonicalWriter();
        to.Start();
        to.TextIfAny("informed"u8, informed is { } how ? AuditWord.Of(how) : null);
        to.Text("kind"u8, Kind);
        to.Number("number"u8, number);
        to.TextIfAny("project"u8, Project?.Value);
        Write(to);
        to.End();
        return to.Written.ToArray();
    }

    private protected abstract void Write(CanonicalWriter to);

    private static Shift Between(LocalDate? from, LocalDate? to) =>
        from == to ? Shift.None
        : from is null || to < from ? Shift.Sooner
        : Shift.Later;

    /// <summary>
    /// An end that was recorded before is another day, or (<paramref name="To"/> is null) the project runs again. <paramref name="From"/> is null where it was
    /// re-opened, and is to end earlier than it did before that.
    /// </summary>
    public sealed record EndMoved(ProjectId Of, LocalDate? From, LocalDate? To, ProjectEndEvent? Event, string? Reference) : Correction
    {
        /// <inheritdoc/>
        public override string Kind => "end-moved";

        /// <inheritdoc/>
        public override ProjectId? Project => Of;

        /// <inheritdoc/>
        public override Shift Shift => Between(From, To);

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("event"u8, Event is { } word ? AuditWord.Of(word) : null);
            to.DateIfAny("from"u8, From);
            to.TextIfAny("reference"u8, AuditWord.Reference(Reference));
            to.DateIfAny("to"u8, To);
        }
    }

    /// <summary>
    /// A project is planned to end on another day. An earlier one promises less and asks nobody; it starts no period either way. Where none was recorded
    /// (<paramref name="From"/> is null) people are reminded of that, and any day would put it off.
    /// </summary>
    public sealed record PlanMoved(ProjectId Of, LocalDate? From, LocalDate To) : Correction
    {
        /// <inheritdoc/>
        public override string Kind => "plan-moved";

        /// <inheritdoc/>
        public override ProjectId? Project => Of;

        /// <inheritdoc/>
        public override Shift Shift => From is null || To > From ? Shift.Later : Shift.None;

        private protected override void Write(CanonicalWriter to)
        {
            to.DateIfAny("from"u8, From);
            to.Date("to"u8, To);
        }
    }

    /// <summary>
    /// A project goes on as part of another one, whose end is its end from now on (<paramref name="To"/>, null while that runs). It always takes a
    /// second person: whatever becomes of the other project becomes of this one's records. Where no end is recorded, participants were told the planned one.
    /// </summary>
    public sealed record Merged(ProjectId Of, ProjectId Into, LocalDate? From, LocalDate? To) : Correction
    {
        /// <summary>When the project is planned to end.</summary>
        public LocalDate? PlannedFrom { get; init; }

        /// <summary>When the other one is.</summary>
        public LocalDate? PlannedTo { get; init; }

        /// <summary>Its recorded end becomes a later one, or none: while the merger waits, nothing goes that it would keep.</summary>
        public bool EndsLater => Between(From, To) == Shift.Later;

        /// <inheritdoc/>
        public override string Kind => "merged";

        /// <inheritdoc/>
        public override ProjectId? Project => Of;

        /// <inheritdoc/>
        public override Shift Shift => Between(From, To) | Between(Told, To ?? PlannedTo);

        /// <inheritdoc/>
        public override bool NeedsApproval => true;

        /// <summary>The earliest day that participants can have been told; an end after the planned one is no word to them.</summary>
        private LocalDate? Told => From is null || PlannedFrom < From ? PlannedFrom : From;

        private protected override void Write(CanonicalWriter to)
        {
            to.DateIfAny("from"u8, From);
            to.Text("into"u8, Into.Value);
            to.DateIfAny("plannedFrom"u8, PlannedFrom);
            to.DateIfAny("plannedTo"u8, PlannedTo);
            to.DateIfAny("to"u8, To);
        }
    }

    /// <summary>
    /// A project that was recorded without the word is said to have no end on purpose: the planned end, if any (<paramref name="From"/>), is given up, and nobody is
    /// reminded to record one any more.
    /// </summary>
    public sealed record Endless(ProjectId Of, LocalDate? From) : Correction
    {
        /// <inheritdoc/>
        public override string Kind => "endless";

        /// <inheritdoc/>
        public override ProjectId? Project => Of;

        /// <inheritdoc/>
        public override Shift Shift => Shift.Later;

        private protected override void Write(CanonicalWriter to) => to.DateIfAny("from"u8, From);
    }

    /// <summary>
    /// The institute was recorded to process a project's data for somebody else, and is their controller: its own schedule decides, and nobody else's choice is
    /// waited for (UK GDPR Art. 28(3)(g)). The other way round only keeps, and asks nobody.
    /// </summary>
    public sealed record RoleChanged(ProjectId Of, ProjectRole From, ProjectRole To) : Correction
    {
        /// <inheritdoc/>
        public override string Kind => "role-changed";

        /// <inheritdoc/>
        public override ProjectId? Project => Of;

        /// <inheritdoc/>
        public override Shift Shift => From == To ? Shift.None : To == ProjectRole.Controller ? Shift.Sooner : Shift.Later;

        /// <inheritdoc/>
        public override bool NeedsApproval => Shift == Shift.Sooner;

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("from"u8, AuditWord.Of(From));
            to.Text("to"u8, AuditWord.Of(To));
        }
    }

    /// <summary>
    /// The names of a store's records are read by another template: they may turn out to be other projects', categories' or participants'. It always takes a
    /// second person, whatever it moves by now.
    /// </summary>
    public sealed record TemplateReplaced(StoreName Store, string From, string To, Shift Moves) : Correction
    {
        /// <inheritdoc/>
        public override string Kind => "template-replaced";

        /// <inheritdoc/>
        public override ProjectId? Project => null;

        /// <inheritdoc/>
        public override Shift Shift => Moves;

        /// <inheritdoc/>
        public override bool NeedsApproval => true;

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("from"u8, PathTemplate.DigestOf(From));
            to.Text("store"u8, Store.Value);
            to.Text("to"u8, PathTemplate.DigestOf(To));
        }
    }

    /// <summary>Another schedule takes the place of the one in force.</summary>
    public sealed record ScheduleReplaced(string From, string To, Shift Moves) : Correction
    {
        /// <inheritdoc/>
        public override string Kind => "schedule-replaced";

        /// <inheritdoc/>
        public override ProjectId? Project => null;

        /// <inheritdoc/>
        public override Shift Shift => Moves;

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("from"u8, From);
            to.Text("to"u8, To);
        }
    }
}
