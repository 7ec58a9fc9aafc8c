using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.CrashHost;

/// <summary>When the process is to die, in words: the point, and how often it must be met.</summary>
/// <param name="Point">
/// A <see cref="Run.RunBoundary"/>; <c>Gate</c> (the question right before a destructive call); <c>Timer</c> (milliseconds after the run began); or
/// <c>Never</c>.
/// </param>
/// <param name="Occurrence">1 for the first time that the point is met.</param>
internal readonly record struct Death(string Point, int Occurrence)
{
    public const string Gate = "Gate";
    public const string Timer = "Timer";

    public static readonly Death Never = new("Never", 1);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Point}:{Occurrence}");

    public static Death Parse(string text)
    {
        var parts = text.Split(':');
        return new Death(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}

/// <summary>What one start of the host is to do: its command line.</summary>
/// <param name="DataDirectory">The installation's data directory.</param>
/// <param name="Kind">The kind of its one store.</param>
/// <param name="Place">The store's root, or its container.</param>
/// <param name="Connection">A file that holds a connection string; <c>-</c> for a folder.</param>
/// <param name="Now">Where its clock stands.</param>
/// <param name="Order"><c>once</c> as in a single run, or <c>daemon</c>: resolve, discover, enforce.</param>
/// <param name="Death">When it is to die.</param>
internal sealed record HostOrders(string DataDirectory, string Kind, string Place, string Connection, Instant Now, string Order, Death Death)
{
    public static HostOrders Parse(string[] args) =>
        new(args[0], args[1], args[2], args[3], InstantPattern.General.Parse(args[4]).Value, args[5], Death.Parse(args[6]));

    public IReadOnlyList<string> ToArguments() => [DataDirectory, Kind, Place, Connection, InstantPattern.General.Format(Now), Order, Death.ToString()];
}
