namespace RetentionWorker.Races.Order;

/// <summary>
/// Runs several parties on threads of their own, one step at a time: at every point (a transaction, a call of a store, a lock) a chooser says
/// who goes on. The same choices give the same schedule, on any machine.
/// </summary>
internal sealed class Strands(IChooser chooser) : TaskScheduler
{
    private const int PointsAtMost = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [ThreadStatic]
    private static Strand? here;

    private readonly List<Strand> alive = [];
    private readonly AutoResetEvent over = new(initialState: false);
    private readonly List<Choice> choices = [];
    private Party? beginning;
    private Party? last;
    private int born;
    private bool abandoned;

    /// <summary>Rises with every point.</summary>
    public long Step { get; private set; }

    /// <summary>The choices that were made, in order.</summary>
    public IReadOnlyList<Choice> Choices => choices;

    /// <summary>What went wrong first, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Who went where, where somebody wants to know.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>The strand on whose thread this is asked; null outside of a schedule.</summary>
    public static Strand? Here => here;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Lets the parties do their work until nobody has anything left to do.</summary>
    public void Run(params IReadOnlyList<(Party Party, Func<Task> Work)> parties)
    {
        var roots = new List<(Party Party, Task Task)>();
        foreach (var (party, work) in parties)
        {
            beginning = party;
            roots.Add((party, Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap()));
        }
        beginning = null;
        GoOn(null);
        if (!over.WaitOne(Patience))
            throw new InvalidOperationException($"The schedule waits for something outside of itself: {string.Join(", ", alive.Select(s => $"{s.Party.Name} at {s.At}"))}.");
        foreach (var (party, task) in roots)
        {
            if (task.Exception?.InnerException is { } thrown && !(party.Dead && thrown is KilledException))
                Fail($"{party.Name} ended by {thrown}");
            else if (!task.IsCompleted)
                Fail($"{party.Name} never ended");
            else if (task.IsCanceled)
                Fail($"{party.Name} was cancelled");
        }
    }

    /// <summary>Somebody else may go first. A dead party's strands end here.</summary>
    public void Point(string what) => Wait(what, null);

    /// <summary>Waits until it is so; nobody but the strands of this schedule may make it so.</summary>
    public void Wait(string what, Func<bool>? until)
    {
        if (here is not { } me)
            return;
        (me.At, me.Until) = (what, until);
        GoOn(me);
        if (abandoned)
            throw new AbandonedException();
        if (me.Party.Dead)
            throw new KilledException();
    }

    /// <summary>Notes what went wrong, and ends the schedule.</summary>
    public void Fail(string why)
    {
        Failure ??= why;
        abandoned = true;
    }

    public Strand Delay(Action then)
    {
        var strand = new Strand(born++, here?.Party ?? throw new InvalidOperationException("A delay outside of the schedule."), then, isDelay: true);
        alive.Add(strand);
        return strand;
    }

    public void Forget(Strand delay)
    {
        if (!delay.Started)
            alive.Remove(delay);
    }

    protected override void QueueTask(Task task)
    {
        var party = here?.Party ?? beginning ?? throw new InvalidOperationException("Somebody outside of the schedule goes on with a part of it.");
        alive.Add(new Strand(born++, party, () => TryExecuteTask(task), isDelay: false));
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    /// <summary>Hands over to whoever is chosen; returns when the strand that asked is chosen again. Null: nobody waits for that.</summary>
    private void GoOn(Strand? me)
    {
        var next = Choose(me);
        if (ReferenceEquals(next, me) && me is not null)
            return;
        if (next is null)
            over.Set();
        else if (next.Started)
            next.Go.Set();
        else
            Hands.Begin(() => Live(next));
        me?.Go.WaitOne();
    }

    private void Live(Strand strand)
    {
        strand.Started = true;
        here = strand;
        try
        {
            strand.Work();
        }
        catch (Exception e)
        {
            Fail($"{strand.Party.Name} at {strand.At}: {e}");
        }
        here = null;
        alive.Remove(strand);
        GoOn(null);
    }

    private Strand? Choose(Strand? me)
    {
        if (++Step > PointsAtMost)
            Fail("it does not end");
        if (abandoned)
            return alive.Find(s => s.Started) ?? Dropped();
        var able = alive.FindAll(s => s.Able);
        if (able.Count == 0)
        {
            if (alive.Count > 0)
            {
                Fail($"nobody can go on: {string.Join(", ", alive.Select(s => $"{s.Party.Name} at {s.At}"))}");
                return Choose(me);
            }
            return null;
        }
        var usual = Usual(able, me);
        var taken = usual;
        if (able.Count > 1)
        {
            taken = chooser.Next(choices.Count, able.Count, usual);
            choices.Add(new Choice(able.Count, usual, taken));
        }
        var next = able[taken];
        last = next.Party;
        Told?.Invoke($"{Step,4} {(able.Count > 1 ? $"{choices.Count - 1}:{taken}/{able.Count}" : ""),-9} {next.Party.Name,-12} #{next.Id,-3} {next.At}");
        return next;
    }

    /// <summary>Whoever is at it; else what the same party goes on with, else the oldest that does not merely wait.</summary>
    private int Usual(List<Strand> able, Strand? me)
    {
        var usual = me is null ? -1 : able.IndexOf(me);
        if (usual < 0)
            usual = able.FindLastIndex(s => s.Party == last && !s.IsDelay);
        return usual >= 0 ? usual : Math.Max(0, able.FindIndex(s => !s.IsDelay));
    }

    /// <summary>What had not begun is never begun.</summary>
    private Strand? Dropped()
    {
        alive.Clear();
        return null;
    }
}

/// <summary>Among how many, which would have gone on anyway, and which went on.</summary>
internal readonly record struct Choice(int Of, int Usual, int Taken);
