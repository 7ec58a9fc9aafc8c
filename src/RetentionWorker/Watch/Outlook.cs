using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;

namespace RetentionWorker.Watch;

/// <summary>Records of one place in the order that coverage tells: by what they lack, their project and category, and their store.</summary>
internal readonly record struct CoverageKey(UnclassifiedReason? Lacks, ProjectId? Project, CategoryName? Category, StoreName Store);

/// <summary>
/// What every present record adds to the list of what needs a person, gathered in one pass over the groups. Memory follows how many projects and
/// stores there are, never how many records.
/// </summary>
internal sealed class Outlook
{
    private readonly IReadSession session;
    private readonly HeldNow held;
    private readonly KnownDeadlines known;
    private readonly Instant now;
    private readonly Dictionary<long, Instant> oldest;
    private readonly ILookup<long, SetBackRecords> setBack;
    private readonly Dictionary<long, long> setBackHeld;
    private readonly ILookup<long, RejectedRecords> rejected;
    private readonly IReadOnlyList<Hold> pastReview;

    private Outlook(IReadSession session, RetentionSchedule? schedule, DateTimeZone zone, Instant now, IReadOnlyList<StoreName> unserved)
    {
        Unserved = unserved;
        (this.session, this.now) = (session, now);
        (held, known) = (new HeldNow(session), new KnownDeadlines(schedule, new FactsReader(session), zone));
        oldest = session.Ages.OldestSeen().ToDictionary(s => s.Group, s => s.Oldest);
        setBack = session.Ages.SetBack().ToLookup(s => s.Group);
        rejected = session.Rejections.List(now).ToLookup(r => r.Group);
        setBackHeld = held.Records.Select(session.Records.Find).OfType<RecordEntry>().Where(r => r is { State: RecordState.Present, Setback: not null })
            .CountBy(r => r.GroupId).ToDictionary(g => g.Key, g => (long)g.Value);
        var today = now.DayIn(zone);
        pastReview = [.. session.Holds.Active().Where(h => h.ReviewBy < today)];
    }

    /// <summary>What no hold keeps and has a deadline, due or not: what a guard stands before. By store.</summary>
    public Tallies<StoreName> Unheld { get; } = [];

    /// <summary>Stores that are known and not configured: what is overdue there waits for that, and no purge helps.</summary>
    public IReadOnlyList<StoreName> Unserved { get; }

    /// <summary>What is due and not held, by store.</summary>
    public Tallies<StoreName> Due { get; } = [];

    /// <summary>The earliest deadline of what no hold keeps, in any store.</summary>
    public Instant? FirstDeadline => Unheld.Values.Aggregate((Instant?)null, (first, t) => Clocks.Earlier(first, t.Deadline));

    /// <summary>How many records are due and not held, in all stores.</summary>
    public long DueRecords => Due.Values.Sum(t => t.Records);

    /// <summary>How many records no hold keeps and are past their deadline, in all stores.</summary>
    public long OverdueRecords { get; private set; }

    public Tallies<ProjectId> Overdue { get; } = [];

    public Tallies<ProjectId> LateWhileSettling { get; } = [];

    public Tallies<(StoreName Store, UnclassifiedReason Why)> Unclassified { get; } = [];

    public Tallies<(StoreName Store, string Code)> NotErased { get; } = [];

    /// <summary>What is due, and was in a plan that a person rejected, by that plan.</summary>
    public Tallies<(string Digest, string Code)> Rejected { get; } = [];

    /// <summary>What a controller's choice would make due, by project.</summary>
    public Tallies<ProjectId> InstructionAwaited { get; } = [];

    /// <summary>Shared records that could concern somebody who withdrew, by project.</summary>
    public Tallies<ProjectId> SharedOfWithdrawn { get; } = [];

    public Tallies<long> HoldsPastReview { get; } = [];

    /// <summary>Every present record, by project and category.</summary>
    public Tallies<(ProjectId Project, CategoryName Category)> Present { get; } = [];

    /// <summary>What the schedule or the register does not cover, and what is shared (<see cref="CoverageKey.Lacks"/> is null).</summary>
    public Tallies<CoverageKey> Uncovered { get; } = [];

    /// <param name="unserved">Stores that no run reaches, because they are not configured.</param>
    public static Outlook Of(IReadSession session, RetentionSchedule? schedule, DateTimeZone zone, Instant now, IReadOnlyList<StoreName> unserved)
    {
        var outlook = new Outlook(session, schedule, zone, now, unserved);
        foreach (var counted in new Census(session, outlook.held).Take(PlanScope.Everything, now))
            outlook.Add(counted.Group, counted.Timetable, counted.Count);
        return outlook;
    }

    private void Add(GroupEntry group, StoredTimetable timetable, Count count)
    {
        var key = group.Key;
        var unheld = count.Present - count.Held;
        Unheld.Of(key.Store).Add(timetable.DueAt is null ? 0 : unheld, timetable.DueAt, timetable.DeadlineAt);
        Due.Of(key.Store).Add(count.Due, timetable.DueAt, timetable.DeadlineAt);
        OverdueRecords += count.Overdue + count.Late;
        Instant? seen = oldest.TryGetValue(group.Id, out var at) ? at : null;
        if (timetable.Unclassified is { } why)
        {
            Unclassified.Of((key.Store, why)).Add(count.Unclassified, seen, Clocks.Earlier((seen ?? now) + Clocks.Otherwise, known.OfUnclassified(key, why)));
            Uncovered.Of(new CoverageKey(why, key.Project, key.Category, key.Store)).Add(count.Present, seen, null);
        }
        else if (key.Participation.IsShared)
        {
            Uncovered.Of(new CoverageKey(null, key.Project, key.Category, key.Store)).Add(count.Present, seen, null);
        }
        foreach (var hold in pastReview.Where(h => Covers(h, group)))
            HoldsPastReview.Of(hold.Id).Add(hold.CoversWholeGroups ? group.Present : 1, null, timetable.DeadlineAt);
        if (key is not { Project: { } project, Category: { } category })
            return;
        Present.Of((project, category)).Add(count.Present, null, null);
        if (timetable.Kept == KeepReason.AwaitsInstruction)
            InstructionAwaited.Of(project).Add(unheld, null, timetable.DeadlineAt);
        if (!Unserved.Contains(key.Store))
            Overdue.Of(project).Add(count.Overdue, timetable.DeadlineAt, timetable.DeadlineAt);
        LateWhileSettling.Of(project).Add(count.Late, timetable.DeadlineAt, timetable.DeadlineAt);
        if (timetable.NeedsPerson && unheld > 0)
        {
            var (since, by) = known.OfShared(key, category);
            SharedOfWithdrawn.Of(project).Add(unheld, since, Clocks.Earlier(by, timetable.DeadlineAt));
        }
        foreach (var part in rejected[group.Id])
            Rejected.Of((part.Digest, part.Code)).Add(Math.Min(part.Records, count.Due), part.At, timetable.DeadlineAt);
        if (!Unserved.Contains(key.Store))
            AddSetBack(group, timetable, unheld);
    }

    private bool Covers(Hold hold, GroupEntry group) =>
        hold.CoversWholeGroups
            ? group.Key.IsCoveredBy(hold, null)
            : held.CountSingly(group.Id) > 0 && held.Over(group).Contains(hold.Id);

    private void AddSetBack(GroupEntry group, StoredTimetable timetable, long unheld)
    {
        var singly = setBackHeld.GetValueOrDefault(group.Id);
        foreach (var part in setBack[group.Id].TakeWhile(_ => unheld > 0))
        {
            var taken = Math.Min(singly, part.Records);
            singly -= taken;
            NotErased.Of((group.Key.Store, part.Code)).Add(part.Records - taken, timetable.DueAt ?? part.At, timetable.DeadlineAt);
        }
    }
}
