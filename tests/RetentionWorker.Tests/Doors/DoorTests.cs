using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Domain.Extensions;
using Retention.Domain.Audit;

namespace RetentionWorker.Tests.Doors;

public sealed partial class DoorTests
{
    [Fact]
    public void Every_folder_is_a_room_of_the_table_and_holds_types()
    {
        var folders = House.Folders().ToList();
        Assert.True(folders.Count > 5);
        foreach (var (folder, _) in folders)
        {
            var room = House.RoomOf("RetentionWorker." + folder);
            Assert.True(House.Doors.ContainsKey(room!), $"The folder {folder} has no row in docs/rooms.md.");
            Assert.Contains(House.Types, t => t.Namespace.FullName == "RetentionWorker." + folder);
        }
    }

    [Fact]
    public void Every_file_is_in_the_namespace_of_its_folder()
    {
        foreach (var (folder, files) in House.Folders())
        {
            foreach (var file in files)
            {
                var spaces = NamespaceLine().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).ToList();
                Assert.True(spaces is [var only] && only == "RetentionWorker." + folder || spaces.Count == 0 && File.ReadAllText(file).StartsWith("global using", StringComparison.Ordinal), $"{file}: {string.Join(", ", spaces)}");
            }
        }
    }

    [Fact]
    public void Every_type_is_in_a_room() => NoWall(
        House.Types.Where(t => House.RoomOf(t) is not { } room || !House.Doors.ContainsKey(room)).Select(t => t.FullName).Except(["Program"]));

    [Fact]
    public void The_table_opens_doors_between_rooms_only() => NoWall(
        House.Doors.Values.SelectMany(uses => uses).Concat(House.NarrowDoors.Values.SelectMany(rooms => rooms)).Except(House.Doors.Keys).Except([House.Everything]));

    [Fact]
    public void No_room_is_used_without_a_door() => NoWall(
        from use in Uses()
        where use.From != use.To && use.From != "Program"
        let doors = House.Doors.GetValueOrDefault(use.From, [])
        where !doors.Contains(use.To) && !(doors.Contains(House.Everything) && use.To != "Program")
        group use by (use.From, use.To) into wall
        orderby wall.Key
        select $"{wall.Key.From} uses {wall.Key.To}: {string.Join(", ", wall.Select(u => u.What).Distinct().Order())}");

    [Fact]
    public void Nobody_uses_the_composition_but_the_program() =>
        NoWall(Uses().Where(use => use.To == "Hosting" && use.From is not ("Hosting" or "Program")).Select(use => use.What));

    [Fact]
    public void Narrow_names_are_named_in_their_rooms_only() => NoWall(
        from type in House.Types
        from dependency in Dependencies(type)
        from narrow in House.NarrowDoors
        where Names(narrow.Key, dependency) && !narrow.Value.Contains(Room(type))
        group type.FullName by $"{Room(type)} names {narrow.Key}" into wall
        orderby wall.Key
        select $"{wall.Key}: {string.Join(", ", wall.Distinct().Order())}");

    /// <summary>The tests above find nothing where nothing is seen: what is certainly there must be seen, in lambdas, iterators and async methods too.</summary>
    [Fact]
    public void The_search_sees_what_is_there()
    {
        var uses = Uses();
        Assert.Contains(("Record", "Catalogue", "RetentionWorker.Record.AuditLog → RetentionWorker.Catalogue.IUnitOfWork"), uses);
        Assert.Contains(House.Types.SelectMany(Dependencies), d => Names("Retention.Domain.Audit.AuditReceipt::Issue", d));
        Assert.Contains(House.Types.SelectMany(Dependencies), d => Names("Microsoft.Data.Sqlite.*", d));
        var iterator = House.Types.Single(t => t.FullName == "RetentionWorker.Record.AuditList");
        Assert.Contains(Dependencies(iterator), d => d.Target.FullName == "RetentionWorker.Catalogue.ILogBook");
        var lambda = House.Types.Single(t => t.FullName == "RetentionWorker.Hosting.Composition");
        Assert.Contains(Dependencies(lambda), d => d.Target.FullName == "RetentionWorker.Catalogue.Sqlite.SqliteCatalogue");
        var async = House.Types.Single(t => t.FullName == "RetentionWorker.Cli.RunCommand");
        Assert.Contains(Dependencies(async), d => d.Target.FullName == "RetentionWorker.Run.IDaemon");
    }

    [Fact]
    public void The_domain_uses_nothing_of_ours_and_no_package_but_NodaTime() => Assert.All(
        typeof(AuditReceipt).Assembly.GetReferencedAssemblies(),
        used => Assert.True(used.Name == "NodaTime" || used.Name!.StartsWith("System.", StringComparison.Ordinal), used.Name));

    private static HashSet<(string From, string To, string What)> Uses() =>
        (from type in House.Types
         from target in Dependencies(type).Select(d => d.Target).Distinct()
         let to = House.RoomOf(target)
         where to is not null
         select (Room(type), to, $"{type.FullName} → {target.FullName}")).ToHashSet();

    private static string Room(IType type) => House.RoomOf(type) ?? type.FullName;

    private static IReadOnlyList<ITypeDependency> Dependencies(IType type) => House.Dependencies[type];

    private static bool Names(string narrow, ITypeDependency dependency)
    {
        if (narrow.EndsWith(".*", StringComparison.Ordinal))
            return dependency.Target.FullName.StartsWith(narrow[..^1], StringComparison.Ordinal);
        if (narrow.Split("::") is [var owner, var member])
            return dependency is MethodCallDependency call && call.Target.FullName == owner && call.TargetMember.Name.StartsWith(member + "(", StringComparison.Ordinal);
        return dependency.Target.FullName == narrow;
    }

    private static void NoWall(IEnumerable<string> walls)
    {
        var all = walls.ToList();
        Assert.True(all.Count == 0, string.Join(Environment.NewLine, all));
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
