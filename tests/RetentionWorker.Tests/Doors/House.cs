using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Retention.Domain.Audit;
using RetentionWorker.Catalogue;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.Doors;

/// <summary>The host's types by room, and the tables of <c>docs/rooms.md</c>.</summary>
internal static class House
{
    public const string Everything = "everything";
    private const string Root = "RetentionWorker";

    public static readonly Architecture Architecture =
        new ArchLoader().LoadAssemblies(typeof(ICatalogue).Assembly, typeof(AuditReceipt).Assembly).Build();

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Doors = Table("## Doors");

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NarrowDoors = Table("## Narrow doors");

    /// <summary>Every type that somebody wrote in the host.</summary>
    public static IReadOnlyList<IType> Types { get; } =
        [.. Architecture.Types.Where(t => t.Assembly.Name.Split(',')[0] == "retention" && !t.IsCompilerGenerated && !t.FullName.Contains('<'))];

    /// <summary>What each type uses, anywhere in its code.</summary>
    public static IReadOnlyDictionary<IType, IReadOnlyList<ITypeDependency>> Dependencies { get; } =
        Types.ToDictionary(t => t, t => (IReadOnlyList<ITypeDependency>)t.Dependencies.ToList());

    /// <summary>The room of a namespace: the longest listed one that holds it; null outside of the host, and the bare name where none is listed.</summary>
    public static string? RoomOf(string fullNamespace)
    {
        if (!fullNamespace.StartsWith(Root + ".", StringComparison.Ordinal))
            return null;
        var place = fullNamespace[(Root.Length + 1)..];
        return Doors.Keys.Where(room => place == room || place.StartsWith(room + ".", StringComparison.Ordinal)).MaxBy(room => room.Length) ?? place;
    }

    public static string? RoomOf(IType type) => type.Namespace is { } place ? RoomOf(place.FullName) : null;

    /// <summary>Folders of the host that hold source, as rooms would be named: <c>Stores.Files</c>.</summary>
    public static IEnumerable<(string Folder, IReadOnlyList<string> Files)> Folders()
    {
        var host = Repository.File("src", Root);
        return from file in Directory.EnumerateFiles(host, "*.cs", SearchOption.AllDirectories)
               let folder = Path.GetRelativePath(host, Path.GetDirectoryName(file)!)
               where folder != "." && folder.Split('/')[0] is not ("bin" or "obj")
               group file by folder.Replace('/', '.') into files
               select (files.Key, (IReadOnlyList<string>)[.. files]);
    }

    private static Dictionary<string, IReadOnlyList<string>> Table(string heading) =>
        File.ReadLines(Repository.File("docs", "rooms.md"))
            .SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[0], cells => (IReadOnlyList<string>)[.. cells[1].Split(',', StringSplitOptions.TrimEntries).Where(c => c != "-")]);
}
