using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Erase;
using RetentionWorker.Keys.LocalFile;
using RetentionWorker.Races.Order;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Shared;
using RetentionWorker.Verify;

namespace RetentionWorker.Races.Bed;

/// <summary>One process of the program: the product's own rooms, over a catalogue and stores whose every call is a point.</summary>
internal sealed class Process : IDisposable
{
    private readonly Site site;
    private readonly SqliteCatalogue real;
    private readonly Commitments commitments;
    private readonly LocalKeyShelf shelf;
    private readonly AuditLog log = new(Unsigned.Instance);

    public Process(Site site, Party party, SqliteCatalogue real, Pen pen)
    {
        (this.site, this.real, Party) = (site, real, party);
        Catalogue = new OrderedCatalogue(real, site.Strands, pen) { Committed = site.Truth.Committed };
        var keyDirectory = Path.Combine(site.Directory, "commitment-keys");
        var keys = new CommitmentKeys(keyDirectory, count => [.. Enumerable.Repeat((byte)7, count)]);
        commitments = new Commitments(keys);
        shelf = new LocalKeyShelf(keyDirectory);
        var template = PathTemplate.Parse("{project}/{category}/{participant}/{*}").Template!;
        var stores = site.Stores.ToDictionary(
            s => s.Key, s => new ConfiguredStore(s.Key, "fake", template, new DeclaredResidue(0, 0, 0, false, false), s.Value, s.Value, 1));
        var erasing = new Erasing(site.Stores.ToDictionary(s => s.Key, s => (IRecordEraser)new AskedEraser(s.Value, site.Strands)));
        var keeping = site.Schedule.LinkKeys is null
            ? null
            : new KeyKeeping(Catalogue, site.Clock, log, keys, shelf, new KeyErasing(new AskedShredder(shelf, site), shelf));
        Run = new RetentionRun(Catalogue, site.Clock, stores, erasing, new Verifying(stores), log, commitments, NoProgress.Instance, keys: keeping);
    }

    public Party Party { get; }

    public OrderedCatalogue Catalogue { get; }

    public RetentionRun Run { get; }

    /// <summary>The daemon's way in, with the right to erase; null where another process has it.</summary>
    public IDisposable? TryTakeErasingRight(out RunEntrance entrance)
    {
        entrance = new RunEntrance(Run, Catalogue, site.Clock, () => site.Schedule, () => site.TryTake(Party));
        return entrance.TryTakeErasingRight();
    }

    public RetentionSchedule Schedule => site.Schedule;

    public NodaTime.Instant Now => site.Clock.GetCurrentInstant();

    public Approving Approving => new(Catalogue, log, site.Clock, _ => site.Schedule);

    /// <summary>For whoever prepares: days pass.</summary>
    public void Pass(int days) => site.Pass(days);

    public HoldDesk Holds(string who) => new(BooksOf(who), commitments, () => SomebodyErases(), _ => null, new KeyRecovery(shelf), site.Time);

    public HoldReleases Releases(string who) => new(BooksOf(who));

    public StopDesk Stop(string who) => new(BooksOf(who), () => SomebodyErases(), site.Time);

    /// <summary>As a person does it who looks at what is due and keeps the plan of it; null where nothing is due.</summary>
    public string? Keep(string who, Retention.Domain.Plans.PlanScope? scope = null)
    {
        var previewing = new Previewing(Catalogue, Run, ScheduleOf(new(who)), log, site.Clock, new(who));
        var preview = previewing.Look(scope ?? Retention.Domain.Plans.PlanScope.Everything, CancellationToken.None);
        if (preview.Plan.Records == 0)
            return null;
        previewing.Save(preview);
        return preview.Plan.Digest;
    }

    public Purging Purging(string who) => new(
        Catalogue, Run, ScheduleOf(new(who)), log, commitments, site.Clock, new(who), () => site.TryTake(Party), site.Time);

    /// <summary>The books as they are on disk; no point of any schedule.</summary>
    public ICatalogue Observed => real;

    /// <summary>Everything that a run does, where nobody else erases.</summary>
    public async Task<RunReport?> RunOnceAsync()
    {
        using var held = site.TryTake(Party);
        return held is null ? null : await Run.OnceAsync(held, site.Schedule, CancellationToken.None);
    }

    /// <summary>As <see cref="RunOnceAsync"/>, of what is known already.</summary>
    public async Task<RunReport?> EnforceAsync()
    {
        using var held = site.TryTake(Party);
        return held is null ? null : await Run.EnforceAsync(held, site.Schedule, RetentionRun.Schedule, CancellationToken.None);
    }

    public void Dispose()
    {
        Run.Dispose();
        real.Dispose();
    }

    private bool SomebodyErases()
    {
        site.Strands.Point("does somebody erase");
        return EraseLock.IsHeld(site.Directory);
    }

    private Bookkeeping BooksOf(string who) => new(Catalogue, log, site.Clock, new(who), ScheduleOf(new(who)));

    private ScheduleInForce ScheduleOf(Register.Actor who) => new(Catalogue, log, site.Clock, who, new ScheduleSource(Path.Combine(site.Directory, Template.ScheduleName)));
}
