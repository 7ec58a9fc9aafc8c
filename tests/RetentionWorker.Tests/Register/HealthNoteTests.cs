using NodaTime;
using RetentionWorker.Register;

namespace RetentionWorker.Tests.Register;

public sealed class HealthNoteTests : IDisposable
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 22, 10, 15);
    private readonly string directory = Directory.CreateTempSubdirectory("retention-health-").FullName;

    private static HealthNote Note(HealthState state) =>
        new(state, 42, At, At - Duration.FromHours(3), new Dictionary<string, Instant> { ["enforce"] = At - Duration.FromMinutes(5) }, ["enforce: store-unavailable"]);

    [Fact]
    public void Is_read_back_as_it_was_written()
    {
        Note(HealthState.Starting).Write(directory);
        Note(HealthState.Degraded).Write(directory);
        var read = HealthNote.Read(directory)!;
        Assert.Equal(Note(HealthState.Degraded).ToJson(), read.ToJson());
        Assert.Equal(["health.json"], Directory.GetFiles(directory).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"state\":\"splendid\",\"pid\":1,\"at\":\"2026-11-22T10:15:00Z\",\"startedAt\":\"2026-11-22T10:15:00Z\",\"looks\":{},\"concerns\":[]}")]
    [InlineData("{\"state\":\"ready\",\"pid\":1,\"at\":\"yesterday\",\"startedAt\":\"2026-11-22T10:15:00Z\",\"looks\":{},\"concerns\":[]}")]
    public void A_file_that_makes_no_sense_says_nothing(string text)
    {
        File.WriteAllText(Path.Combine(directory, HealthNote.FileName), text);
        Assert.Null(HealthNote.Read(directory));
    }

    [Fact]
    public void A_missing_file_says_nothing() => Assert.Null(HealthNote.Read(Path.Combine(directory, "absent")));

    [Theory]
    [InlineData(0, true)]
    [InlineData(90, true)]
    [InlineData(91, false)]
    [InlineData(-91, false)]
    public void Is_believed_for_three_beats(int secondsOld, bool alive) =>
        Assert.Equal(alive, Note(HealthState.Ready).IsAlive(At + Duration.FromSeconds(secondsOld)));

    [Fact]
    public void A_daemon_that_stops_is_not_alive_and_a_degraded_one_is()
    {
        Assert.False(Note(HealthState.Stopping).IsAlive(At));
        Assert.True(Note(HealthState.Degraded).IsAlive(At));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
