using NodaTime;
using NodaTime.Text;
using Retention.Domain.Approvals;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Plan;

/// <summary>Records of one category that are gone already, and the day on which they went.</summary>
internal sealed record GoneLine(CategoryName Category, LocalDate ErasedOn, long Records);

/// <summary>Records that will go: from the first permitted day, and by the last. <paramref name="Rules"/> set the dates.</summary>
internal sealed record GoingLine(CategoryName Category, long Records, LocalDate EraseFrom, LocalDate? EraseBy, Instant DueAt, IReadOnlyList<RuleId> Rules);

/// <summary>
/// Records that the withdrawal does not make go now, with the code of why. <paramref name="EraseFrom"/> and <paramref name="EraseBy"/> are what other rules say of
/// them, or the withdrawal's once what keeps them ends; <paramref name="Reference"/> is where an exemption is written down.
/// </summary>
internal sealed record StayingLine(CategoryName? Category, long Records, StayCode Code, IReadOnlyList<long> Holds, LocalDate? EraseFrom, LocalDate? EraseBy, string? Reference)
{
    /// <summary>Whose no keeps them, where one does.</summary>
    public SaidNo? Rejection { get; init; }
}

/// <summary>A shared record that concerns, or may concern, the participant: a person has to look.</summary>
internal sealed record SharedLine(RecordAddress Record, CategoryName Category, int Participants);

/// <summary>What becomes of a participant's records by a withdrawal. <paramref name="AlsoIn"/> are other projects that know the same id: other people, or the same.</summary>
internal sealed record WithdrawalOutlook(
    IReadOnlyList<GoneLine> Erased, IReadOnlyList<GoingLine> Goes, IReadOnlyList<StayingLine> Stays, IReadOnlyList<SharedLine> Shared, IReadOnlyList<ProjectId> AlsoIn);

/// <summary>Shows, over every store and category, what a withdrawal has done, will do and cannot do.</summary>
internal sealed class WithdrawalOutlooks(ICatalogue catalogue, AuditList log)
{
    public WithdrawalOutlook? Of(long id, RetentionSchedule schedule, Instant now, CancellationToken ct)
    {
        using var session = catalogue.Read();
        if (session.Withdrawals.Find(id)?.Facts is not { } withdrawal)
            return null;
        var weighing = new StayWeighing(session, withdrawal, schedule, now);
        var goes = new List<GoingLine>();
        var stays = new List<StayingLine>();
        var shared = new Dictionary<long, GroupKey>();
        foreach (var (group, _) in session.Groups.Stream())
        {
            if (group.Key.Project != withdrawal.Project || !withdrawal.Names(group.Key.Category))
                continue;
            if (group.Key.Participation.Sole == withdrawal.Participant)
                weighing.Weigh(group, goes, stays);
            else if (weighing.MayConcern(group.Key))
                shared.Add(group.Id, group.Key);
        }
        var records = shared.Count == 0 ? [] : session.Records.Stream(null, withdrawal.Project, presentOnly: true)
            .Where(r => shared.ContainsKey(r.GroupId))
            .Select(r => new SharedLine(r.Address, shared[r.GroupId].Category!.Value, shared[r.GroupId].Participation.Participants.Count)).ToList();
        var elsewhere = session.Groups.Keys(null)
            .Where(k => k.Project is not null && k.Project != withdrawal.Project && k.Participation.Participants.Contains(withdrawal.Participant))
            .Select(k => k.Project!.Value).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal).ToList();
        return new WithdrawalOutlook(
            Gone(withdrawal, schedule.Zone, ct),
            [.. goes.GroupBy(l => (l.Category, l.EraseFrom, l.EraseBy, l.DueAt, string.Join(',', l.Rules))).Select(g => g.First() with { Records = g.Sum(l => l.Records) }).OrderBy(l => l.Category.Value, StringComparer.Ordinal)],
            [.. stays.GroupBy(l => (l.Category, l.Code, l.EraseFrom, l.EraseBy, string.Join(',', l.Holds), l.Rejection is { } no ? no with { Records = 0 } : null)).Select(Together).OrderBy(l => l.Category?.Value, StringComparer.Ordinal)],
            records, elsewhere);
    }

    private static StayingLine Together(IEnumerable<StayingLine> alike)
    {
        var records = alike.Sum(l => l.Records);
        var first = alike.First();
        return first with { Records = records, Rejection = first.Rejection is { } no ? no with { Records = records } : null };
    }

    /// <summary>From the log, which remembers what the catalogue has forgotten; as long as the project's keys live.</summary>
    private List<GoneLine> Gone(WithdrawalFacts withdrawal, DateTimeZone zone, CancellationToken ct)
    {
        var categories = new Dictionary<long, string>();
        var gone = new List<(CategoryName Category, LocalDate On)>();
        foreach (var (seq, _, entry) in log.Read(new AuditFilter(Project: withdrawal.Project, Category: withdrawal.Category, Participant: withdrawal.Participant), ct))
        {
            if (entry.GetProperty("kind").ValueEquals("erasure-intended"))
                categories.Add(seq, entry.GetProperty("category").GetString()!);
            else if (entry.GetProperty("kind").ValueEquals("erased") && categories.TryGetValue(entry.GetProperty("intent").GetInt64(), out var category))
                gone.Add((new CategoryName(category), InstantPattern.General.Parse(entry.GetProperty("at").GetString()!).Value.InZone(zone).Date));
        }
        return [.. gone.GroupBy(g => g).Select(g => new GoneLine(g.Key.Category, g.Key.On, g.LongCount())).OrderBy(g => g.ErasedOn).ThenBy(g => g.Category.Value, StringComparer.Ordinal)];
    }
}
