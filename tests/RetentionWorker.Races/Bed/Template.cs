using NodaTime;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Races.Order;
using RetentionWorker.Register;

namespace RetentionWorker.Races.Bed;

/// <summary>
/// The installation as each schedule of a race finds it: made once, by the program itself, and copied. Two stores with the due recordings of
/// three participants each.
/// </summary>
internal sealed class Template : IDisposable
{
    public const string ScheduleName = "retention-schedule.yaml";
    private static readonly string Root = System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    private static int copies;
    private readonly string directory = NewDirectory();
    private readonly RetentionSchedule schedule;

    public Template(string limits, Func<Process, Task> prepare)
    {
        var path = Path.Combine(directory, ScheduleName);
        File.WriteAllText(path, $"""
            version: 1
            timeZone: Europe/London
            rules:
              - id: recordings-at-project-end
                category: recording
                startsAt: project-end
                eraseAfter: P0D
                eraseBy: P14D
                because: "Leaflet."
            {limits}
            settle: P0D
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        schedule = ScheduleFile.Read(path).Reading.Schedule ?? throw new InvalidOperationException("The schedule of the races has problems.");
        using var site = SiteIn(directory, new Strands(new Deviating([])));
        var process = site.Open("first");
        using (var uow = process.Catalogue.Begin())
        {
            foreach (var store in site.Stores.Values)
                uow.Stores.Adopt(new AdoptedStore(store.Store, store.Marker!, site.Clock.GetCurrentInstant()));
            uow.Schedules.Adopt(new AdoptedSchedule(schedule.Sha256, File.ReadAllBytes(path), site.Clock.GetCurrentInstant()));
            var end = new LocalDate(2026, 6, 30);
            uow.Projects.Put(new ProjectEntry(Site.Project, null, null, end, null, null, site.Clock.GetCurrentInstant(), site.Clock.GetCurrentInstant()));
            uow.Commit();
        }
        site.Strands.Run((process.Party, async () =>
        {
            await process.Run.DiscoverAsync(schedule, null, CancellationToken.None);
            await prepare(process);
        }));
        if (site.Strands.Failure is { } failure)
            throw new InvalidOperationException(failure);
    }

    /// <summary>An installation for one schedule.</summary>
    public Site Copy(Strands strands)
    {
        var copy = NewDirectory();
        foreach (var file in System.IO.Directory.EnumerateFiles(directory))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var keys = Path.Combine(directory, "commitment-keys");
        if (System.IO.Directory.Exists(keys))
        {
            System.IO.Directory.CreateDirectory(Path.Combine(copy, "commitment-keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var key in System.IO.Directory.EnumerateFiles(keys))
                File.Copy(key, Path.Combine(copy, "commitment-keys", Path.GetFileName(key)));
        }
        return SiteIn(copy, strands);
    }

    public static void Remove(Site site) => System.IO.Directory.Delete(site.Directory, recursive: true);

    public void Dispose() => System.IO.Directory.Delete(directory, recursive: true);

    private Site SiteIn(string place, Strands strands)
    {
        var site = new Site(place, schedule, strands);
        foreach (var store in site.Stores.Values)
        {
            foreach (var person in (string[])["P1", "P2", "P3"])
                store.Put($"alpha/recording/{person}/a.wav", "speech");
        }
        return site;
    }

    private static string NewDirectory()
    {
        var path = Path.Combine(Root, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"retention-races-{Environment.ProcessId}-{Interlocked.Increment(ref copies)}"));
        return System.IO.Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }
}
