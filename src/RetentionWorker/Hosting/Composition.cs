using RetentionWorker.Cli;

namespace RetentionWorker.Hosting;

/// <summary>The composition root: from what was given to the rooms of one installation.</summary>
internal sealed class Composition : IRoomsOpener
{
    public IRooms Open(GlobalGiven given) => throw new ConfigurationProblems([]);
}
