using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Schedule;
using Retention.Domain.Tests.Schedule;

namespace Retention.Domain.Tests.Decisions;

/// <summary>A decision case as its file says it; what the file leaves out is the leaflet's study.</summary>
internal sealed class DecisionCase
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Decisions", "cases");
    private static readonly string[] Keys =
        ["cites", "timeZone", "settle", "rules", "project", "record", "withdrawals", "holds", "kept", "unclassified", "eraseFrom", "eraseBy", "dueAt", "deadlineAt", "settlesAt", "wins", "needsPerson", "floorPassesEraseBy", "at"];

    private readonly JsonElement file;

    private DecisionCase(JsonElement file) => this.file = file;

    internal static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    internal static DecisionCase Read(string name)
    {
        var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json"))).RootElement;
        Assert.All(file.EnumerateObject(), p => Assert.Contains(p.Name, Keys));
        return new(file);
    }

    internal string Cites => file.GetProperty("cites").GetString()!;

    internal RecordAddress Address { get; } = new(new("interviews"), RecordName.FromText("lonely/recording/P01/interview.wav"));

    internal RetentionSchedule Schedule => SchedulesInJson.Read(
        file.TryGetProperty("rules", out var rules) ? rules : SchedulesInJson.Leaflet.GetProperty("rules"), Text(file, "timeZone"), Text(file, "settle"));

    internal RecordFacts Facts
    {
        get
        {
            var record = file.GetProperty("record");
            var project = record.TryGetProperty("project", out _) ? Text(record, "project") : "lonely";
            return new(
                Address.Store,
                project is null ? null : new ProjectId(project),
                file.GetProperty("project") is { ValueKind: JsonValueKind.Object } known
                    ? new ProjectFacts(new("lonely"), Day(known, "plannedEnd"), Day(known, "endedOn"), At(known, "recordedAt"))
                    {
                        Role = Text(known, "role") == "processor" ? ProjectRole.Processor : ProjectRole.Controller,
                        InstructedAt = At(known, "instructedAt"),
                    }
                    : null,
                Text(record, "category") is { } category ? new CategoryName(category) : null,
                new Participation([.. record.GetProperty("participants").EnumerateArray().Select(p => new ParticipantId(p.GetString()!))]),
                Day(record, "collectedOn") ?? new LocalDate(2026, 3, 1),
                [.. List("withdrawals").Select((w, i) => new WithdrawalFacts(
                    i + 1, new(Text(w, "project") ?? "lonely"), new(Text(w, "participant")!), Text(w, "category") is { } c ? new CategoryName(c) : null,
                    Day(w, "on")!.Value, Text(w, "ground") == "objection" ? WithdrawalGround.Objection : WithdrawalGround.Consent, At(w, "recordedAt")!.Value)
                {
                    Ruling = Text(w, "decided") is { } decided ? new ObjectionRuling(decided == "upheld", At(w, "decidedAt")!.Value) : null,
                    Exemptions = Text(w, "exempt") is { } exempt ? [new Exemption(new(exempt), ExemptReason.ResearchImpairment, "ETHICS/1", At(w, "recordedAt")!.Value)] : [],
                })]);
        }
    }

    internal IReadOnlyList<Hold> Holds => [.. List("holds").Select((h, i) => new Hold(
        i + 1, new(Text(h, "project") ?? "lonely"), Text(h, "participant") is { } p ? new ParticipantId(p) : null, Text(h, "category") is { } c ? new CategoryName(c) : null,
        Text(h, "record") is { } r ? new RecordAddress(Address.Store, RecordName.FromText(r)) : null,
        Enum.Parse<HoldKind>(Text(h, "kind")!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true), "REF-1", Day(h, "reviewBy") ?? new LocalDate(2030, 1, 1)))];

    internal IEnumerable<(Instant At, string Expected)> Moments =>
        file.GetProperty("at").EnumerateObject().Select(p => (InstantPattern.ExtendedIso.Parse(p.Name).Value, p.Value.GetString()!));

    /// <summary>Asserts every date and flag that the file writes; a flag that it does not write is off, and so is a reason.</summary>
    internal void AssertTimetable(Timetable timetable)
    {
        Assert.Equal(Text(file, "kept"), WordOf(timetable.Kept));
        Assert.Equal(Text(file, "unclassified"), WordOf(timetable.Unclassified));
        Assert.Equal(file.TryGetProperty("needsPerson", out _), timetable.NeedsPerson);
        Assert.Equal(file.TryGetProperty("floorPassesEraseBy", out _), timetable.FloorPassesEraseBy);
        Assert.Equal(At(file, "settlesAt"), timetable.SettlesAt);
        if (file.TryGetProperty("eraseFrom", out _))
            Assert.Equal(Day(file, "eraseFrom"), timetable.EraseFrom);
        if (file.TryGetProperty("eraseBy", out _))
            Assert.Equal(Day(file, "eraseBy"), timetable.EraseBy);
        if (file.TryGetProperty("dueAt", out _))
            Assert.Equal(At(file, "dueAt"), timetable.DueAt);
        if (file.TryGetProperty("deadlineAt", out _))
            Assert.Equal(At(file, "deadlineAt"), timetable.DeadlineAt);
        if (file.TryGetProperty("wins", out var wins))
            Assert.Equal(wins.EnumerateArray().Select(w => w.GetString()), timetable.WinningRules.Select(r => r.Value));
    }

    internal static string Of(Decision decision) => decision switch
    {
        Decision.Keep keep => $"keep {WordOf<KeepReason>(keep.Reason)}",
        Decision.Unclassified unclassified => $"unclassified {WordOf<UnclassifiedReason>(unclassified.Reason)}",
        Decision.Held => "held",
        Decision.Due => "due",
        Decision.Overdue => "overdue",
        _ => decision.GetType().Name,
    };

    private static string? WordOf<T>(T? word)
        where T : struct, Enum => word is null ? null : JsonNamingPolicy.KebabCaseLower.ConvertName(word.Value.ToString());

    private IEnumerable<JsonElement> List(string key) => file.TryGetProperty(key, out var list) ? list.EnumerateArray() : [];

    private static string? Text(JsonElement of, string key) => of.TryGetProperty(key, out var text) ? text.GetString() : null;

    private static LocalDate? Day(JsonElement of, string key) => Text(of, key) is { } day ? LocalDatePattern.Iso.Parse(day).Value : null;

    private static Instant? At(JsonElement of, string key) => Text(of, key) is { } at ? InstantPattern.ExtendedIso.Parse(at).Value : null;
}
