using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>
/// The schedule that decides. The configured file is read whenever it is asked for, and checked where its bytes are others; where its bytes are not the adopted ones it
/// is adopted, with an entry on the log: at once the first time and where it moves no day; else when a second person approved it as a correction, and
/// the one in force goes on until then. Reading it anew each time makes an edit take effect at the next look, and never half of one.
/// </summary>
internal sealed class ScheduleInForce(ICatalogue catalogue, AuditLog log, IClock clock, Actor actor, ScheduleSource source)
{
    private readonly Lock turn = new();
    private RetentionSchedule? last;
    private volatile RetentionSchedule? ofFile;

    /// <summary>The configured file's exact bytes, and what they say. Throws <see cref="ScheduleFault"/> where there is none.</summary>
    public (byte[] Bytes, RetentionSchedule Schedule) OfFile() => ReadFile();

    /// <summary>What is wrong with the configured file; null where it is sound.</summary>
    public ScheduleFault? Fault()
    {
        try
        {
            ReadFile();
            return null;
        }
        catch (ScheduleFault fault)
        {
            return fault;
        }
    }

    /// <summary>
    /// The schedule to run by, adopted. Throws <see cref="ScheduleFault"/> where the file holds none, also where another is in force: nothing is erased by
    /// what its owner may just be taking back. Since when that is so is noted.
    /// </summary>
    public RetentionSchedule Adopt()
    {
        var now = clock.LogNow();
        var (bytes, schedule) = ReadOrNote(now);
        CorrectionsDue.TakeEffect(catalogue, log, now, ofSchedule: true, Parsed);
        using (var session = catalogue.Read())
        {
            var (current, seen) = (session.Schedules.Current(), session.Schedules.Unapproved());
            if (current?.Sha256 == schedule.Sha256 && seen is null)
                return schedule;
            if (current is not null && seen?.Sha256 == schedule.Sha256 && Parsed(current) is { } goesOn)
                return goesOn;
        }
        using var work = catalogue.Begin();
        var adopted = work.Schedules.Current();
        var before = adopted?.Sha256;
        if (before == schedule.Sha256)
        {
            work.Schedules.Saw(null);
            work.Commit();
            return schedule;
        }
        if (adopted is not null && Parsed(adopted) is { } inForce && ScheduleComparison.Of(ScheduleComparison.Between(inForce, schedule)) != Shift.None)
        {
            // It moves days: the one in force goes on until a second person approved the other.
            work.Schedules.Saw(new SeenFile(schedule.Sha256, now));
            work.Commit();
            return inForce;
        }
        work.Schedules.Adopt(new AdoptedSchedule(schedule.Sha256, bytes, now));
        log.Append(work, [new AuditEntry.ScheduleAdopted(now, actor.Id, schedule.Sha256, before)]);
        work.Commit();
        return schedule;
    }

    /// <summary>
    /// The schedule to answer by, and nothing is adopted by asking: the one in force, or before the first adoption the file's. Where the file says
    /// something else than what is in force, or nothing, <see cref="SeenSchedule.Difference"/> tells a person. Throws <see cref="ScheduleFault"/> where there is none at all.
    /// </summary>
    public SeenSchedule See()
    {
        using var session = catalogue.Read();
        if (Fault() is { } fault)
        {
            return Adopted(session) is { } adopted
                ? new SeenSchedule(adopted, IsAdopted: true, $"the configured schedule is {fault.Code}, and nothing is erased before it is sound: this answer is under the adopted one (sha256 {adopted.Sha256[..12]}…)") { Problems = fault.Problems }
                : throw fault;
        }
        var (_, file) = ReadFile();
        if (session.Schedules.Current() is not { } current)
            return new SeenSchedule(file, IsAdopted: false, null);
        return current.Sha256 == file.Sha256 || Parsed(current) is not { } inForce
            ? new SeenSchedule(file, IsAdopted: current.Sha256 == file.Sha256, null)
            : new SeenSchedule(
                inForce, IsAdopted: true,
                $"the schedule in {source.Path} (sha256 {file.Sha256[..12]}…) is not in force yet: this answer is under the adopted one (sha256 {current.Sha256[..12]}…); retention schedule diff says by what they differ; one that moves days is asked for with retention schedule propose");
    }

    /// <summary>The adopted schedule, or null before the first adoption; nothing is adopted by asking.</summary>
    public RetentionSchedule? Adopted(IReadSession books) => books.Schedules.Current() is { } current ? Parsed(current) : null;

    /// <summary>To tell what a fact moves while it is recorded: the adopted one, else the configured one; without any nothing becomes due.</summary>
    public RetentionSchedule ToPreviewBy(IReadSession books)
    {
        if (Adopted(books) is { } adopted)
            return adopted;
        try
        {
            return ReadFile().Schedule;
        }
        catch (ScheduleFault)
        {
            // A fact must be recordable while the schedule has problems; whoever runs by it hears of them.
            return new RetentionSchedule("", DateTimeZone.Utc, [], Limits.None, default);
        }
    }

    /// <summary>The time zone in which days are counted: the adopted schedule's, else the configured one's, else UTC.</summary>
    public DateTimeZone Zone(IReadSession books)
    {
        if (Adopted(books) is { } adopted)
            return adopted.Zone;
        try
        {
            return source.Path is null ? DateTimeZone.Utc : ReadFile().Schedule.Zone;
        }
        catch (ScheduleFault)
        {
            // A fact must be recordable while the schedule has problems; whoever runs by it hears of them.
            return DateTimeZone.Utc;
        }
    }

    private (byte[] Bytes, RetentionSchedule Schedule) ReadOrNote(Instant now)
    {
        try
        {
            return ReadFile();
        }
        catch (ScheduleFault fault)
        {
            using (var session = catalogue.Read())
            {
                if (session.Schedules.Current() is null || session.Schedules.Unapproved()?.Sha256 == fault.Code)
                    throw;
            }
            using var work = catalogue.Begin();
            work.Schedules.Saw(new SeenFile(fault.Code, now));
            work.Commit();
            throw;
        }
    }

    private (byte[] Bytes, RetentionSchedule Schedule) ReadFile()
    {
        if (source.Path is not { } path)
            throw new ScheduleFault(isConfiguration: true, ["schedule: no retention schedule is configured; name its file in retention.json (\"schedule\": \"retention-schedule.yaml\")"]);
        var file = ScheduleFile.Read(path, ofFile);
        ofFile = file.Reading.Schedule;
        return file.Reading.Schedule is { } schedule
            ? (file.Bytes, schedule)
            : throw new ScheduleFault(isConfiguration: !File.Exists(path), [.. file.Reading.Problems.Select(p => $"{path}: {p}")]);
    }

    /// <summary>What an adopted schedule says; the last one is kept as read.</summary>
    public RetentionSchedule? Parsed(AdoptedSchedule adopted)
    {
        lock (turn)
        {
            if (last?.Sha256 != adopted.Sha256)
                last = ofFile is { } known && known.Sha256 == adopted.Sha256 ? known : ScheduleFile.Parse(adopted.Text).Schedule;
            return last;
        }
    }
}

/// <summary>A schedule to answer by. <paramref name="Difference"/> says that the configured file has become another one since it was adopted.</summary>
internal sealed record SeenSchedule(RetentionSchedule Schedule, bool IsAdopted, string? Difference)
{
    /// <summary>What is wrong with the configured file.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
