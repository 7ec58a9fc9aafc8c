using NodaTime;

namespace RetentionWorker.Register;

/// <summary>How the daemon is, as somebody else sees it. <paramref name="Note"/> is null where it left none.</summary>
internal sealed record Health(bool Alive, HealthNote? Note, Duration? Age);

/// <summary>Answers how the daemon of a data directory is, without a network port and without the catalogue.</summary>
internal sealed class HealthDesk(string dataDirectory, IClock clock)
{
    public Health Ask()
    {
        var now = clock.GetCurrentInstant();
        return HealthNote.Read(dataDirectory) is { } note ? new Health(note.IsAlive(now), note, now - note.At) : new Health(Alive: false, Note: null, Age: null);
    }
}
