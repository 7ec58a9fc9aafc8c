using System.Globalization;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;
using RetentionWorker.CrashHost;

namespace RetentionWorker.Tests.Run.Kills;

/// <summary>
/// A study of two projects: <c>lonely</c> has ended, with one participant and one further recording on hold; <c>autumn</c> goes on, and one participant withdrew.
/// </summary>
internal sealed class KillStudy
{
    public static readonly Instant RecordedAt = Instant.FromUtc(2026, 6, 15, 9, 0);
    public static readonly Instant DueAt = Instant.FromUtc(2026, 7, 1, 9, 0);
    private static readonly ProjectId Lonely = new("lonely");
    private static readonly ProjectId Autumn = new("autumn");
    private const string HeldRecording = "lonely/recording/P04/r01.wav";

    private KillStudy(int participants, int recordings, bool withAutumn)
    {
        AddProject("lonely", participants, recordings, (category, participant, name) =>
            category != "contact-details" && participant != "P03" && name != HeldRecording);
        if (!withAutumn)
            return;
        AddProject("autumn", participants / 2, recordings, (_, participant, _) => participant == "P02");
        Records.Add("notes/read me.txt", "Fits nothing.");
    }

    /// <summary>Enough for two batches at once.</summary>
    public static KillStudy Large() => new(24, 12, withAutumn: true);

    public static KillStudy Small() => new(8, 4, withAutumn: true);

    /// <summary>Only the ended project, nothing held, nothing that stays: the store is empty when it is done.</summary>
    public static KillStudy AllDue()
    {
        var study = new KillStudy(6, 3, withAutumn: false) { hasHolds = false };
        foreach (var name in study.Records.Keys.Where(name => name.StartsWith("lonely/contact-details/", StringComparison.Ordinal)).ToList())
            study.Records.Remove(name);
        study.Due.UnionWith(study.Records.Keys);
        return study;
    }

    private bool hasHolds = true;

    /// <summary>Every record by its name, with its content.</summary>
    public Dictionary<string, string> Records { get; } = [];

    /// <summary>What must be gone in the end; everything else must stay as it is.</summary>
    public HashSet<string> Due { get; } = [];

    public static RecordAddress Address(string name) => new(Installation.StoreName, RecordName.FromText(name));

    public void Register(ICatalogue catalogue, string identity)
    {
        using var uow = catalogue.Begin();
        uow.Schedules.Adopt(new AdoptedSchedule(Installation.Schedule.Sha256, [1], RecordedAt));
        uow.Stores.Adopt(new AdoptedStore(Installation.StoreName, identity, RecordedAt));
        uow.Projects.Put(new ProjectEntry(Lonely, null, null, new LocalDate(2026, 6, 30), null, null, RecordedAt, RecordedAt));
        uow.Projects.Put(new ProjectEntry(Autumn, null, new LocalDate(2026, 12, 31), null, null, null, null, RecordedAt));
        uow.Withdrawals.Add(new WithdrawalFacts(0, Autumn, new ParticipantId("P02"), null, new LocalDate(2026, 6, 20), WithdrawalGround.Consent, RecordedAt), "os-1");
        if (hasHolds)
        {
            uow.Holds.Place(HoldOn(new ParticipantId("P03"), null), "os-2", RecordedAt);
            uow.Holds.Place(HoldOn(null, Address(HeldRecording)), "os-2", RecordedAt);
        }
        uow.Commit();
    }

    /// <summary>Places a hold on a participant of the ended project.</summary>
    public static void Hold(ICatalogue catalogue, string participant)
    {
        using var uow = catalogue.Begin();
        uow.Holds.Place(HoldOn(new ParticipantId(participant), null), "os-2", DueAt);
        uow.Commit();
    }

    private static Hold HoldOn(ParticipantId? participant, RecordAddress? record) =>
        new(0, Lonely, participant, null, record, HoldKind.Litigation, "CASE/1", new LocalDate(2030, 1, 1));

    private void AddProject(string project, int participants, int recordings, Func<string, string, string, bool> isDue)
    {
        for (var i = 1; i <= participants; i++)
        {
            var participant = string.Create(CultureInfo.InvariantCulture, $"P{i:00}");
            for (var j = 1; j <= recordings; j++)
                Add("recording", string.Create(CultureInfo.InvariantCulture, $"r{j:00}.wav"));
            Add("transcript", "t.txt");
            Add("transcript", ".draft of t.txt");
            Add("contact-details", "c.json");

            void Add(string category, string file)
            {
                var name = $"{project}/{category}/{participant}/{file}";
                Records.Add(name, $"The only copy of {name}.");
                if (isDue(category, participant, name))
                    Due.Add(name);
            }
        }
    }
}
