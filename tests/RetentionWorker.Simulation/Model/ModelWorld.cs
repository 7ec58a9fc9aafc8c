namespace RetentionWorker.Simulation.Model;

/// <summary>
/// The world as it truly is, and what the design's words say of it. Written from those words alone, record by record and without any cleverness;
/// it shares no code with the product.
/// </summary>
internal sealed class ModelWorld(NaiveCalendar calendar, ModelSchedule first)
{
    private readonly Dictionary<(string, string), ModelRecord> byName = [];

    public NaiveCalendar Calendar => calendar;

    public ModelSchedule Schedule { get; private set; } = first;

    public int ScheduleVersion { get; private set; }

    public Dictionary<string, ModelProject> Projects { get; } = [];

    /// <summary>Active ones.</summary>
    public List<ModelHold> Holds { get; } = [];

    /// <summary>Withdrawals of projects that nobody registered yet count too, once they are.</summary>
    public List<ModelWithdrawal> Withdrawals { get; } = [];

    public List<ModelObjection> Objections { get; } = [];

    public List<ModelRecord> Records { get; } = [];

    public IEnumerable<ModelRecord> Present => Records.Where(r => r.Present);

    /// <summary>The stop switch is thrown: nothing goes, whatever is due.</summary>
    public bool Stopped { get; set; }

    /// <summary>When another schedule than the first came into force last.</summary>
    public long ChangedAt { get; private set; } = long.MinValue / 2;

    public void Adopt(ModelSchedule schedule, long now)
    {
        if (schedule == Schedule)
            return;
        ChangedAt = now;
        Schedule = schedule;
        ScheduleVersion++;
    }

    /// <summary>A fact of the project changed.</summary>
    public void Touch(string project)
    {
        if (Projects.TryGetValue(project, out var known))
            known.Version++;
    }

    public ModelRecord? Find(string store, string name) => byName.GetValueOrDefault((store, name));

    public void Add(ModelRecord record)
    {
        Records.Add(record);
        byName.Add((record.Store, record.Name), record);
    }

    public bool IsHeld(ModelRecord record) => Holds.Exists(h => h.Covers(record));

    /// <summary>A hold wins over everything, also where nobody can say what the record is.</summary>
    public Standing StandingOf(ModelRecord record, long now)
    {
        if (IsHeld(record))
            return Standing.Held;
        var dates = DatesOf(record);
        return dates.Unclassified ? Standing.Unclassified : dates.DueAt <= now ? Standing.Due : Standing.Kept;
    }

    /// <summary>As its standing says; asked of every record at every step, so the holds are asked last.</summary>
    public bool IsDue(ModelRecord record, long now) => DatesOf(record).DueAt <= now && StandingOf(record, now) == Standing.Due;

    public bool IsLate(ModelRecord record, long now) => IsDue(record, now) && DatesOf(record).LateAt <= now;

    public Dates DatesOf(ModelRecord record)
    {
        var project = record.Project is null ? null : Projects.GetValueOrDefault(record.Project);
        var version = project?.Version ?? -1;
        if (record.Known.Schedule != ScheduleVersion || record.Known.Project != version)
            record.Known = (ScheduleVersion, version, Reckon(record, project));
        return record.Known.Dates;
    }

    private Dates Reckon(ModelRecord record, ModelProject? project)
    {
        var unclassified = new Dates(true, null, null);
        if (project is null || record.Category is null)
            return unclassified;
        var rules = Schedule.Rules.Where(r => r.Categories.Contains(record.Category)).ToList();
        if (!rules.Exists(r => r.After is not null || r.Review is not null))
            return unclassified;

        // Each rule that erases, from each start that has come: when it opens, when its fact has settled, and what it promises.
        long? due = null, late = null, floor = null;
        foreach (var rule in rules)
        {
            var starts = StartsOf(rule, record, project).ToList();
            if (rule is { After: { } after, By: { } by })
            {
                foreach (var (on, recordedAt) in starts)
                {
                    var keepThrough = NaiveCalendar.Plus(on, after);
                    var opens = calendar.StartOf(after == by ? keepThrough : keepThrough.AddDays(1));
                    var settled = recordedAt is { } at ? calendar.DaysLater(at, Schedule.SettleDays) : opens;
                    due = Least(due, Math.Max(opens, settled));
                    late = Least(late, calendar.StartOf(NaiveCalendar.Plus(on, by).AddDays(1)));
                }
            }
            if (rule.Retain is { } retain)
            {
                // A duty whose beginning is not known keeps; of several beginnings the last one keeps longest.
                if (starts.Count == 0)
                    return new Dates(false, null, null);
                foreach (var (on, _) in starts)
                    floor = Math.Max(floor ?? long.MinValue, calendar.StartOf(NaiveCalendar.Plus(on, retain).AddDays(1)));
            }
        }
        if (due is not { } d || (project.IsProcessed && project.InstructedAt is null))
            return new Dates(false, null, null);
        // The controller's choice settles like any fact that makes records due.
        if (project.IsProcessed)
            d = Math.Max(d, calendar.DaysLater(project.InstructedAt!.Value, Schedule.SettleDays));
        // So does that there is no other controller.
        else if (project.OwnSince is { } own)
            d = Math.Max(d, calendar.DaysLater(own, Schedule.SettleDays));
        return new Dates(false, Math.Max(d, floor ?? long.MinValue), late);
    }

    private IEnumerable<(DateOnly On, long? RecordedAt)> StartsOf(ModelRule rule, ModelRecord record, ModelProject project)
    {
        switch (rule.From)
        {
            case Start.ProjectEnd when project.EndThatCounts is { } end:
                yield return (end, project.EndRecordedAt);
                break;
            case Start.Collected:
                yield return (record.Collected, null);
                break;
            case Start.FixedDate:
                yield return (rule.Date!.Value, null);
                break;
            case Start.Withdrawal when record.Participants.Count == 1:
                foreach (var left in Withdrawals)
                {
                    if (left.Project == record.Project && left.Participant == record.Participants[0] && (left.Category is null || left.Category == record.Category)
                        && (record.Category is null || !left.Exempt.Contains(record.Category)))
                        yield return (left.ReceivedOn, left.RecordedAt);
                }
                break;
        }
    }

    private static long Least(long? a, long b) => a is { } known ? Math.Min(known, b) : b;
}
