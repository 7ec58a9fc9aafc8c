using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Decide;
using RetentionWorker.Plan;

namespace RetentionWorker.Benchmarks;

/// <summary>
/// Making a plan, digest included, against the bare SQL query that reads the same due rows, in one warmed-up process: 1,000,000 records in
/// 500 projects, 10,000 of them due.
/// </summary>
internal static class PlanBenchmark
{
    private const int Projects = 500;
    private const int Participants = 20;
    private const int RecordsEach = 25;
    private const int DueProjects = 5;
    private const int Rounds = 25;
    private static readonly string[] Categories = ["recording", "transcript", "contact-details", "consent-form"];
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 10, 15);

    public static int Run()
    {
        var directory = Directory.CreateTempSubdirectory("retention-bench-plan-");
        try
        {
            using var catalogue = SqliteCatalogue.Open(directory.FullName);
            var schedule = Schedule();
            Fill(catalogue, schedule);
            var deciding = Stopwatch.StartNew();
            var groups = new GroupDeciding(catalogue).DecideAll(schedule, CancellationToken.None);
            Console.WriteLine($"plan: {Projects * Participants * Categories.Length * RecordsEach:N0} records in {Projects} projects, {groups:N0} groups decided anew in {deciding.Elapsed.TotalSeconds:0.00} s");

            using var bare = new SqliteConnection($"Data Source={Path.Combine(directory.FullName, "catalogue.db")};Pooling=false");
            bare.Open();
            var (rows, made) = (0L, "");
            var (bareTimes, planTimes) = (new List<double>(), new List<double>());
            for (var round = -5; round < Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                rows = ReadBare(bare);
                var bareTime = watch.Elapsed.TotalMilliseconds;
                watch.Restart();
                ErasurePlan plan;
                using (var session = catalogue.Read())
                    plan = new PlanMaking(session).Make(schedule, PlanScope.Everything, Now).Plan;
                var planTime = watch.Elapsed.TotalMilliseconds;
                if (plan.Records != rows || (made.Length > 0 && made != plan.Digest))
                    throw new InvalidOperationException("The plan and the query disagree.");
                made = plan.Digest;
                if (round < 0)
                    continue;
                bareTimes.Add(bareTime);
                planTimes.Add(planTime);
            }
            Console.WriteLine($"  bare query, {rows:N0} due rows        {Figures(bareTimes)}");
            Console.WriteLine($"  plan, digest included        {Figures(planTimes)}");
            Console.WriteLine($"  plan : bare query = {Median(planTimes) / Median(bareTimes):0.00} (medians), {planTimes.Min() / bareTimes.Min():0.00} (minima); required at most 2.0");
            Console.WriteLine($"  peak resident memory {Memory.PeakMiB():0} MiB; required under 200 MiB");
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static long ReadBare(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT r.id, r.store, r.name, r.version, r.size, r.group_id
            FROM groups g CROSS JOIN records r ON r.group_id = g.id AND r.state = 0
            WHERE g.due_at <= @now
            """;
        command.Parameters.AddWithValue("@now", Now.ToUnixTimeTicks());
        using var reader = command.ExecuteReader();
        long rows = 0, sum = 0;
        while (reader.Read())
        {
            sum += reader.GetInt64(0) + reader.GetInt64(1) + ((byte[])reader.GetValue(2)).Length + reader.GetString(3).Length + reader.GetInt64(4) + reader.GetInt64(5);
            rows++;
        }
        return sum == 0 ? 0 : rows;
    }

    private static void Fill(SqliteCatalogue catalogue, RetentionSchedule schedule)
    {
        var store = new StoreName("interviews");
        using var uow = catalogue.Begin();
        uow.Stores.Adopt(new AdoptedStore(store, "5f1c7c7e", Now));
        uow.Schedules.Adopt(new AdoptedSchedule(schedule.Sha256, [1], Now));
        var seen = new List<SeenRecord>();
        for (var p = 0; p < Projects; p++)
        {
            var project = new ProjectId($"study-{p:000}");
            var ended = p < DueProjects ? new LocalDate(2025, 6, 30) : (LocalDate?)null;
            uow.Projects.Put(new ProjectEntry(project, null, null, ended, null, null, ended is null ? null : Now - Duration.FromDays(100), Now - Duration.FromDays(400)));
            for (var i = 0; i < Participants; i++)
            {
                foreach (var category in Categories)
                {
                    var key = new GroupKey(store, project, new CategoryName(category), new([new ParticipantId($"P{i:00}")]), new LocalDate(2025, 3, 1));
                    for (var r = 0; r < RecordsEach; r++)
                    {
                        seen.Add(new SeenRecord(
                            RecordName.FromText(string.Create(CultureInfo.InvariantCulture, $"{project}/{category}/P{i:00}/interview-{r:0000}.wav")),
                            new RecordVersion(string.Create(CultureInfo.InvariantCulture, $"{1_000_000 + p * 2000 + r}-44032-1740787200000000000-1740787200000000000")), 44_032, Now, key));
                    }
                }
            }
            uow.Records.NoteSeen(store, 1, seen, Now);
            seen.Clear();
        }
        uow.Commit();
    }

    private static RetentionSchedule Schedule() => new(
        new string('a', 64), DateTimeZoneProviders.Tzdb["Europe/London"],
        [
            new(new("recordings"), [new("recording"), new("transcript")], StartingPoint.ProjectEnd, null, new(0, 0), new(0, 14), null, null, null, "Leaflet."),
            new(new("contacts"), [new("contact-details"), new("consent-form")], StartingPoint.ProjectEnd, null, new(11, 21), new(12, 0), null, null, null, "Leaflet."),
        ],
        Limits.None, CalendarPeriod.Zero);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Figures(List<double> values) => $"min {values.Min(),7:0.0}  median {Median(values),7:0.0}  max {values.Max(),7:0.0} ms";
}
