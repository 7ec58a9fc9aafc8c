using System.Reflection;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Tests.Record;

/// <summary>
/// Every entry that the code can write, by shape: of each kind one with everything in it, one with nothing that may be left out, and one for each other value that a part of it can have
/// (each word of an enum, each list of another length). Made from the types themselves, so that a new kind is in it at once.
/// </summary>
internal static class EveryEntry
{
    public static readonly string Commitment = new('C', 43);
    private const string VKey = "retention/0123456789abcdef+01234567+AQ==";
    private static readonly NullabilityInfoContext Nullability = new();

    public static IReadOnlyList<AuditEntry> All { get; } =
        [.. typeof(AuditEntry).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(AuditEntry)) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal).SelectMany(Of)];

    private static IEnumerable<AuditEntry> Of(Type type)
    {
        var constructor = type.GetConstructors().Single();
        var parameters = constructor.GetParameters();
        var settable = type.GetProperties().Where(p => p.SetMethod is not null && !parameters.Any(a => a.Name == p.Name)).ToList();
        var values = parameters.Select(p => Values(type, p.Name!, p.ParameterType, IsNullable(Nullability.Create(p)))).Concat(settable.Select(p => Values(type, p.Name, p.PropertyType, IsNullable(Nullability.Create(p))))).ToList();
        yield return Make(values.ConvertAll(v => v[0]));
        yield return Make(values.ConvertAll(v => v[^1]));
        for (var part = 0; part < values.Count; part++)
        {
            foreach (var other in values[part].Skip(1))
                yield return Make([.. values.Select((v, i) => i == part ? other : v[0])]);
        }

        AuditEntry Make(IReadOnlyList<object?> parts)
        {
            var entry = (AuditEntry)constructor.Invoke([.. parts.Take(parameters.Length)]);
            for (var i = 0; i < settable.Count; i++)
                settable[i].SetValue(entry, parts[parameters.Length + i]);
            return entry;
        }
    }

    private static bool IsNullable(NullabilityInfo info) => info.ReadState == NullabilityState.Nullable;

    /// <summary>The fullest value first, what is left out last.</summary>
    private static List<object?> Values(Type of, string name, Type type, bool nullable)
    {
        List<object?> values = [.. Given(of, name, Nullable.GetUnderlyingType(type) ?? type)];
        if (nullable)
            values.Add(null);
        return values;
    }

    private static IEnumerable<object?> Given(Type of, string name, Type type)
    {
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object?>();
        if (type == typeof(string))
            return [Text(of, name)];
        if (type == typeof(bool))
            return [true, false];
        if (type == typeof(long))
            return name == "Minimum" ? [512L, 256L] : [3L, 1L];
        if (type == typeof(int))
            return [3, 1];
        if (type == typeof(Instant))
            return [Study.Start];
        if (type == typeof(LocalDate))
            return [new LocalDate(2026, 11, 23)];
        if (type == typeof(RunBooks))
            return [new RunBooks(10, 3, 1, 1, 5, 2, 1, new Dictionary<string, long> { ["held"] = 1, ["changed"] = 1 }), new RunBooks(10, 3, 1, 1, 4, 2, 1, new Dictionary<string, long>())];
        if (type == typeof(CalendarPeriod))
            return [CalendarPeriod.Parse("P7Y"), new CalendarPeriod(84, 3)];
        if (type == typeof(IReadOnlyList<string>) && name == "LogKeys")
            return [(string[])[VKey, VKey], (string[])[]];
        if (type == typeof(IReadOnlyList<string>))
            return [(string[])[Commitment, Commitment], (string[])[Commitment], (string[])[]];
        if (type == typeof(IReadOnlyList<RuleId>))
            return [(RuleId[])[new("one"), new("two")], (RuleId[])[]];
        if (type == typeof(IReadOnlyList<CategoryName>))
            return [(CategoryName[])[new("recording"), new("transcript")], (CategoryName[])[]];
        if (type == typeof(IReadOnlyList<long>))
            return [(long[])[1, 22], (long[])[]];
        if (type == typeof(IReadOnlyList<Residue>))
            return Enum.GetValues<ResidueKind>().Select(object? (k) => (Residue[])[new(k, new LocalDate(2026, 12, 27)), new(k, null)]).Append((Residue[])[]);
        if (type == typeof(IReadOnlyList<LimitExceeded>))
            return [(LimitExceeded[])[new("percentOfStore", "interviews", 20, 21), new("records", "", 1, 2)], (LimitExceeded[])[]];
        if (type == typeof(IReadOnlyList<(StoreName Store, long Seconds)>))
            return [((StoreName, long)[])[(new("interviews"), -3), (new("archive"), 0)], ((StoreName, long)[])[]];
        // Ids: a record around one string.
        return type.GetConstructor([typeof(string)]) is { } id ? [id.Invoke(["id-1"])] : throw new NotSupportedException($"Say here what a {type} of {of.Name} looks like.");
    }

    private static string Text(Type of, string name) => name switch
    {
        "Actor" => "os-0123456789abcdef",
        "Record" or "Participant" => Commitment,
        "Reference" => "ETHICS/17-A",
        "Key" => VKey,
        "Endorsement" => new string('A', 86) + "==",
        "Previous" when of == typeof(AuditEntry.LogKeyUsed) => VKey,
        "PlanDigest" or "ScheduleSha256" or "Previous" or "Correction" or "From" or "To" or "Root" or "Evidence" => new string('a', 64),
        _ => "a-word",
    };
}
