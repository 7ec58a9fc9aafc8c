using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.AcceptanceTests;

/// <summary>Canaries in a folder and in a container beside a real study, day by day by the built program.</summary>
public sealed class ProofOfLifeTests
{
    private const string Place = "retention-canary/";

    [Fact]
    public async Task In_both_stores_one_vanishes_and_one_stays_and_the_study_is_as_if_there_were_none()
    {
        await using var at = await Installation.SetUpAsync();
        await SpokenStudy.WriteAsync(at);
        var file = Path.Combine(at.Home, "retention.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("\"kind\"", "\"canaries\": true, \"kind\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        foreach (var store in new[] { "interviews", "archive" })
            await at.DoneAtAsync("2026-03-31 09:00:00", "store", "adopt", store);
        await at.DoneAtAsync("2026-03-31 09:00:00", "project", "add", "lonely", "--planned-end", "2026-06-30");

        var (held, whole) = (new HashSet<string>(), new LocalDate(2026, 4, 1));
        for (var (day, number) = (new LocalDate(2026, 4, 1), 0); number < 4; day = day.PlusDays(1), number++)
        {
            await at.DoneAtAsync(Morning(day), "run", "--once");
            foreach (var (all, study) in new[] { (at.Files(), SpokenStudy.InFolder(whole)), (await at.BlobsAsync(), SpokenStudy.InContainer(whole)) })
            {
                Assert.Equal(study.Order(StringComparer.Ordinal), all.Where(n => !n.StartsWith(Place, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
                Assert.Equal(number % 2 == 0 ? 1 : 0, all.Count(n => n.StartsWith(Place + "retention-canary-due/", StringComparison.Ordinal)));
                held.Add(Assert.Single(all, n => n.StartsWith(Place + "retention-canary-held/", StringComparison.Ordinal)));
            }
        }
        Assert.Equal(2, held.Count);
        var status = JsonDocument.Parse(await at.DoneAtAsync("2026-04-04 12:00:00", "status", "--output", "json")).RootElement;
        Assert.DoesNotContain(status.GetProperty("stops").EnumerateArray(), s => s.GetProperty("kind").GetString() is { } kind && (kind.StartsWith("canary", StringComparison.Ordinal) || kind == "run-missing"));
        var fates = (await at.DoneAtAsync("2026-04-04 12:00:00", "audit", "list", "--kind", "canary-ended", "--output", "json")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, fates.Count(f => f.Contains("\"erased-on-time\"", StringComparison.Ordinal)));

        // Somebody takes the held one out of the container, and its deadline passes in the folder while nothing runs.
        await at.Container.GetBlobClient(held.Single(n => n.StartsWith(Place, StringComparison.Ordinal) && !at.Files().Contains(n))).DeleteAsync(cancellationToken: TestContext.Current.CancellationToken);
        await at.DoneAtAsync("2026-04-05 09:00:00", "run", "--once");
        Assert.Equal([("canary-lost", "archive", "vanished")], await StopsAsync(at, "2026-04-05 10:00:00"));
        Assert.Equal(
            [("canary-lost", "archive", "vanished"), ("canary-overdue", "archive", "not-seen-gone"), ("canary-overdue", "interviews", "not-seen-gone"), ("run-missing", "runs", "no-run")],
            (await StopsAsync(at, "2026-04-08 10:00:00")).Order());
        await at.DoneAtAsync("2026-04-08 11:00:00", "audit", "verify");
    }

    private static async Task<IReadOnlyList<(string?, string?, string?)>> StopsAsync(Installation at, string moment) =>
        [.. JsonDocument.Parse(await at.DoneAtAsync(moment, "status", "--output", "json")).RootElement.GetProperty("stops").EnumerateArray()
            .Select(s => (s.GetProperty("kind").GetString(), s.GetProperty("subject").GetString(), s.GetProperty("code").GetString()))
            .Where(s => s.Item1!.StartsWith("canary", StringComparison.Ordinal) || s.Item1 == "run-missing")];

    private static string Morning(LocalDate day) => LocalDatePattern.Iso.Format(day) + " 11:00:00";
}
