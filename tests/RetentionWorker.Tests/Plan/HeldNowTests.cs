using CsCheck;
using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;
using RetentionWorker.Tests.Run;

namespace RetentionWorker.Tests.Plan;

public sealed class HeldNowTests : IDisposable
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 23, 12, 0);
    private static readonly Gen<ProjectId> Project = Gen.OneOf(new ProjectId("a"), new ProjectId("b"));
    private static readonly Gen<CategoryName> Category = Gen.OneOf(new CategoryName("recording"), new CategoryName("transcript"));
    private static readonly Gen<ParticipantId> Participant = Gen.OneOf(new ParticipantId("P01"), new ParticipantId("P02"), new ParticipantId("P03"));

    private static readonly Gen<GroupKey> Key =
        from project in Project
        from category in Category
        from participants in Participant.Array[0, 2]
        select new GroupKey(RunWorld.Interviews, project, category, new Participation([.. participants.Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)]), new LocalDate(2026, 1, 1));

    /// <summary>Holds whose parts may contradict each other: the record that they name is of anybody.</summary>
    private static readonly Gen<Hold> AnyHold = Gen.Select(Project, Participant.Nullable(), Category.Nullable(), Gen.Int[0, 12], (project, participant, category, record) =>
        new Hold(0, project, participant, category, record < 8 ? Address(record) : null, HoldKind.Litigation, "L/1", new LocalDate(2027, 1, 1)));

    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void What_is_planned_as_held_is_what_is_decided_as_held() =>
        Gen.Select(Key.Array[1, 6], AnyHold.Array[0, 4]).Sample(
            (keys, holds) =>
            {
                using var uow = world.Catalogue.Begin();
                uow.Records.NoteSeen(RunWorld.Interviews, 1, [.. keys.Select((key, i) => new SeenRecord(Address(i).Name, new("v1"), 3, Noon, key))], Noon);
                foreach (var group in uow.Groups.Undecided(world.Schedule.Sha256, 100))
                    uow.Groups.PutTimetable(group.Id, world.Schedule.Sha256, Due);
                foreach (var hold in holds)
                    uow.Holds.Place(hold, "os-1", Noon);
                var records = uow.Records.Stream(null, null, presentOnly: true).ToList();
                var active = uow.Holds.Active();
                var decided = records.Where(r => Decide(uow, r, active) is Decision.Held).Select(r => r.Address).ToHashSet();

                var held = new HeldNow(uow);
                var planned = records.Where(r => held.CoversAll(uow.Groups.Find(r.GroupId)!.Key) || held.Records.Contains(r.Address)).Select(r => r.Address).ToHashSet();
                var counted = new Census(uow).Take(PlanScope.Everything, Noon).Sum(g => g.Count.Held);
                var erased = new PlanMaking(uow).Make(world.Schedule, PlanScope.Everything, Noon).Plan.Records;
                return planned.SetEquals(decided) && counted == decided.Count && erased == records.Count - decided.Count;
            },
            iter: 300, threads: 1);

    private static Decision Decide(IReadSession session, RecordEntry record, IReadOnlyList<Hold> holds) =>
        Decider.At(Due, new FactsReader(session).Of(session.Groups.Find(record.GroupId)!.Key), record.Address, holds, Noon);

    private static RecordAddress Address(int number) => new(RunWorld.Interviews, RecordName.FromText($"record-{number}"));

    private static readonly Timetable Due = new(new LocalDate(2026, 11, 1), new LocalDate(2026, 12, 1), Noon, Noon + Duration.FromDays(9), null, null, null, false, false, []);
}
