using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.AcceptanceTests;

public sealed class StudyLifetimeTests
{
    [Fact]
    public async Task On_each_day_exactly_the_records_are_gone_that_the_leaflet_says()
    {
        await using var at = await Installation.SetUpAsync();
        await SpokenStudy.WriteAsync(at);
        var wholeFolder = SpokenStudy.InFolder(new LocalDate(2026, 3, 1));
        Assert.Equal(wholeFolder, at.Files());

        await at.DoneAtAsync("2026-03-01 09:00:00", "store", "adopt", "interviews");
        await at.DoneAtAsync("2026-03-01 09:00:00", "store", "adopt", "archive");
        await at.DoneAtAsync("2026-03-01 09:00:00", "project", "add", "lonely", "--planned-end", "2026-06-30");

        await WalkAsync(at, new LocalDate(2026, 4, 1), 1);
        await at.DoneAtAsync("2026-04-02 09:00:00", "withdraw", "--project", "lonely", "--participant", "P03", "--on", "2026-04-02", "--ground", "consent");
        await WalkAsync(at, new LocalDate(2026, 4, 2), 3);

        await at.DoneAtAsync(
            "2026-06-01 09:00:00", "hold", "place", "--project", "lonely", "--participant", "P05", "--mandate", "litigation", "--reference", "CASE/17", "--review-by", "2027-01-31");
        await WalkAsync(at, new LocalDate(2026, 6, 28), 2);
        await at.DoneAtAsync("2026-06-30 09:00:00", "project", "end", "lonely", "--on", "2026-06-30", "--event", "report-accepted");
        await WalkAsync(at, new LocalDate(2026, 6, 30), 4);

        // Whoever placed it is the only person here: it counts a day later.
        await at.DoneAtAsync("2026-11-30 09:00:00", "hold", "release", "1", "--as-single-operator");
        await WalkAsync(at, new LocalDate(2026, 11, 30), 1);
        await WalkAsync(at, new LocalDate(2026, 12, 1), 2);

        await WalkAsync(at, new LocalDate(2027, 6, 19), 4);
        await WalkAsync(at, new LocalDate(2032, 2, 8), 9);

        Assert.Equal([SpokenStudy.Stray], at.Files());
        await AssertLogAsync(at);
    }

    [Fact]
    public async Task A_purge_refuses_what_is_held_or_not_due_and_erases_what_was_shown()
    {
        await using var at = await Installation.SetUpAsync();
        await SpokenStudy.WriteAsync(at);
        foreach (var store in new[] { "interviews", "archive" })
            await at.DoneAtAsync("2026-03-01 09:00:00", "store", "adopt", store);
        await at.DoneAtAsync("2026-03-01 09:00:00", "project", "add", "lonely", "--planned-end", "2026-06-30");
        await at.DoneAtAsync("2026-03-01 09:00:00", "discover");
        var before = (at.Files(), await at.BlobsAsync());

        var notDue = await at.AtAsync("2026-03-02 09:00:00", "purge", "--project", "lonely", "--yes", "--plan", new string('0', 64));
        Assert.Equal(4, notDue.Code);
        Assert.Equal(before, (at.Files(), await at.BlobsAsync()), SameSets);

        await at.DoneAtAsync("2026-06-30 09:00:00", "project", "end", "lonely", "--on", "2026-06-30", "--event", "report-accepted");
        await at.DoneAtAsync(
            "2026-06-30 09:00:00", "hold", "place", "--project", "lonely", "--participant", "P05", "--mandate", "foi", "--reference", "FOI/3", "--review-by", "2027-01-31");
        var held = await at.AtAsync("2026-07-01 09:00:00", "purge", "--project", "lonely", "--participant", "P05", "--yes", "--plan", new string('0', 64));
        Assert.Equal(4, held.Code);

        var plan = JsonDocument.Parse(await at.DoneAtAsync("2026-07-01 09:00:00", "plan", "--project", "lonely", "--category", "recording", "--output", "json"));
        var digest = plan.RootElement.GetProperty("digest").GetString()!;
        await at.DoneAtAsync("2026-07-01 09:00:00", "purge", "--project", "lonely", "--category", "recording", "--yes", "--plan", digest);
        Assert.Equal([SpokenStudy.Recording("P05")], at.Files().Where(f => f.EndsWith(".wav", StringComparison.Ordinal)));
        Assert.Equal([SpokenStudy.Recording("P05")], (await at.BlobsAsync()).Where(f => f.EndsWith(".wav", StringComparison.Ordinal)));
        Assert.Equal(6, (await at.BlobsAsync()).Count(f => f.EndsWith("interview.txt", StringComparison.Ordinal)));
        await at.DoneAtAsync("2026-07-01 09:00:00", "audit", "verify");
    }

    private static bool SameSets((IReadOnlySet<string> Files, IReadOnlySet<string> Blobs) a, (IReadOnlySet<string> Files, IReadOnlySet<string> Blobs) b) =>
        a.Files.SetEquals(b.Files) && a.Blobs.SetEquals(b.Blobs);

    private static async Task WalkAsync(Installation at, LocalDate from, int days)
    {
        for (var day = from; day < from.PlusDays(days); day = day.PlusDays(1))
        {
            await at.DoneAtAsync(LocalDatePattern.Iso.Format(day) + " 11:00:00", "run", "--once");
            Assert.Equal(SpokenStudy.InFolder(day).Order(StringComparer.Ordinal), at.Files().Order(StringComparer.Ordinal));
            Assert.Equal(SpokenStudy.InContainer(day).Order(StringComparer.Ordinal), (await at.BlobsAsync()).Order(StringComparer.Ordinal));
        }
    }

    private static async Task AssertLogAsync(Installation at)
    {
        await at.DoneAtAsync("2032-03-01 09:00:00", "audit", "verify");
        var log = await at.DoneAtAsync("2032-03-01 09:00:00", "audit", "list", "--output", "json");
        var kinds = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()!).CountBy(k => k).ToDictionary();
        // 18 records in the folder and 12 in the container; the stray ones stay.
        Assert.Equal((30, 30), (kinds["erasure-intended"], kinds["erased"]));
        foreach (var secret in (string[])["P01", "P03", "P05", ".wav", "interview", "made up"])
            Assert.DoesNotContain(secret, log.Replace("\"store\":\"interviews\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
