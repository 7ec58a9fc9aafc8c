using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;

namespace RetentionWorker.Tests.Catalogue;

public sealed class SqliteCatalogueTests : IDisposable
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 6, 30, 12, 0);
    private static readonly StoreName Interviews = new("interviews");
    private static readonly ProjectId Lonely = new("lonely");
    private static readonly GroupKey Key = new(Interviews, Lonely, new CategoryName("recording"), new([new ParticipantId("P07")]), new LocalDate(2026, 1, 5));
    private readonly TemporaryCatalogue home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Keeps_what_was_committed_and_nothing_else()
    {
        using (var uow = home.Catalogue.Begin())
        {
            uow.Projects.Put(Project(null));
        }
        using (var uow = home.Catalogue.Begin())
        {
            Assert.Null(uow.Projects.Find(Lonely));
            uow.Projects.Put(Project(new LocalDate(2026, 6, 30)));
            uow.Commit();
            Assert.True(uow.Committed);
        }
        using var read = home.Reopen().Read();
        Assert.Equal(Project(new LocalDate(2026, 6, 30)), read.Projects.Find(Lonely));
    }

    [Fact]
    public void Raises_the_facts_epoch_with_each_recorded_fact()
    {
        var before = home.Catalogue.FactsEpoch();
        long hold;
        using (var uow = home.Catalogue.Begin())
        {
            hold = uow.Holds.Place(new Hold(0, Lonely, null, null, null, HoldKind.Litigation, "CASE/1", new LocalDate(2027, 1, 1)), "os-1", Noon);
            Assert.Equal(before, home.Catalogue.FactsEpoch());
            uow.Commit();
        }
        Assert.Equal(before + 1, home.Catalogue.FactsEpoch());
        using (var uow = home.Catalogue.Begin())
        {
            Assert.Equal(1, uow.Holds.Epoch);
            uow.Holds.Release(hold, "os-2", Noon);
            uow.Commit();
        }
        using var read = home.Catalogue.Read();
        Assert.Empty(read.Holds.Active());
        Assert.Equal("os-2", read.Holds.Find(hold)!.ReleasedBy);
        Assert.Equal(2, read.Holds.Epoch);
    }

    [Fact]
    public void A_changed_fact_has_the_projects_groups_decided_anew()
    {
        Adopt();
        var at = Noon;
        using (var uow = home.Catalogue.Begin())
        {
            uow.Records.NoteSeen(Interviews, 1, [Seen("lonely/recording/P07/a.wav", "v1")], Noon);
            var group = Assert.Single(uow.Groups.Undecided("s1", 10));
            uow.Groups.PutTimetable(group.Id, "s1", Due(at));
            Assert.Empty(uow.Groups.Undecided("s1", 10));
            uow.Commit();
        }
        using (var uow = home.Catalogue.Begin())
        {
            Assert.Single(uow.Groups.DueKeys(at));
            Assert.Empty(uow.Groups.DueKeys(at - Duration.FromTicks(1)));
            uow.Projects.Put(Project(null));
            Assert.Single(uow.Groups.Undecided("s1", 10));
            uow.Schedules.Adopt(new AdoptedSchedule("s2", [1], Noon));
            Assert.Single(uow.Groups.Undecided("s2", 10));
        }
    }

    [Fact]
    public void Shows_the_present_records_of_a_group_by_their_exact_bytes()
    {
        Adopt();
        byte[] strange = [.. "lonely/recording/P07/"u8, 0xFF, 0x0A];
        using var uow = home.Catalogue.Begin();
        uow.Records.NoteSeen(Interviews, 1, [Seen("lonely/recording/P07/a.wav", "v1"), new(RecordName.FromBytes(strange), new("v2"), 5, Noon, Key)], Noon);
        var group = uow.Groups.Undecided("s1", 1)[0].Id;
        var noted = uow.Records.Noted;
        uow.Records.NoteSeen(Interviews, 2, [Seen("lonely/recording/P07/later.wav", "v1")], Noon);

        var names = new List<RecordName>();
        uow.Records.Scan(group, (_, _, name, _, _) => names.Add(RecordName.FromBytes(name)));
        Assert.Equal(3, names.Count);
        Assert.Contains(RecordName.FromBytes(strange), names);

        var planned = uow.Records.PageOfGroup(group, 0, noted, 10);
        Assert.Equal(2, planned.Count);
        Assert.Equal(RecordName.FromBytes(strange), planned[1].Planned.Address.Name);
        Assert.Single(uow.Records.PageOfGroup(group, planned[0].Planned.RecordId, noted, 10));
        uow.Records.MarkErased(planned[0].Planned.RecordId, Noon, null);
        Assert.Single(uow.Records.PageOfGroup(group, 0, noted, 10));
    }

    [Fact]
    public void Notes_what_changed_what_vanished_and_what_came_back()
    {
        Adopt();
        using var uow = home.Catalogue.Begin();
        var first = uow.Records.NoteSeen(Interviews, 1, [Seen("lonely/a", "v1"), Seen("lonely/b", "v1"), Seen("dark/c", "v1"), Seen("darkness", "v1")], Noon);
        Assert.Equal(new DiscoveryChange(4, 4, 0, 0, 0), first);
        Assert.Equal(0, uow.Records.NoteVanished(Interviews, 1, [], uow.Records.Noted, null));

        var second = uow.Records.NoteSeen(Interviews, 2, [Seen("lonely/a", "v2")], Noon);
        Assert.Equal(new DiscoveryChange(1, 0, 1, 0, 0), second);
        Assert.Equal(2, uow.Records.NoteVanished(Interviews, 2, [RecordName.FromText("dark")], uow.Records.Noted, null));
        Assert.Equal(RecordState.Present, State(uow, "dark/c"));
        Assert.Equal(RecordState.Vanished, State(uow, "lonely/b"));
        Assert.Equal(RecordState.Vanished, State(uow, "darkness"));

        var third = uow.Records.NoteSeen(Interviews, 3, [Seen("lonely/a", "v2"), Seen("lonely/b", "v1")], Noon);
        Assert.Equal(new DiscoveryChange(2, 0, 0, 1, 0), third);
        Assert.Equal(0, uow.Records.NoteVanished(Interviews, 3, [RecordName.FromText("")], uow.Records.Noted, null));
        Assert.Equal(3, uow.Records.CountPresent(Interviews));
    }

    [Fact]
    public void Forgets_an_erased_name_the_day_after_its_residue_has_passed()
    {
        Adopt();
        using var uow = home.Catalogue.Begin();
        uow.Records.NoteSeen(Interviews, 1, [Seen("lonely/a", "v1")], Noon);
        var id = uow.Records.Find(new RecordAddress(Interviews, RecordName.FromText("lonely/a")))!.Id;
        uow.Intents.Open([new OpenIntent(3, id, "d", Noon)]);
        Assert.Equal(0, uow.Records.NoteVanished(Interviews, 2, [], uow.Records.Noted, null));
        uow.Intents.Close(3);
        Assert.Equal(0, uow.Records.NoteVanished(Interviews, 2, [], 0, null));
        uow.Records.MarkErased(id, Noon, new LocalDate(2026, 8, 4));
        Assert.Equal(0, uow.Records.ForgetGone(new LocalDate(2026, 8, 4)));
        Assert.Equal(1, uow.Records.ForgetGone(new LocalDate(2026, 8, 5)));
        Assert.Null(uow.Records.Find(id));
    }

    [Fact]
    public void Forgets_a_vanished_name_the_day_after_its_declared_copies_have_passed()
    {
        Adopt();
        using var uow = home.Catalogue.Begin();
        uow.Records.NoteSeen(Interviews, 1, [Seen("lonely/a", "v1"), Seen("lonely/b", "v1")], Noon);
        uow.Records.NoteVanished(Interviews, 2, [RecordName.FromText("lonely/b")], uow.Records.Noted, new LocalDate(2026, 8, 4));
        uow.Records.NoteVanished(Interviews, 3, [], uow.Records.Noted, null);
        Assert.Equal(0, uow.Records.ForgetGone(new LocalDate(2026, 8, 4)));
        Assert.Equal(1, uow.Records.ForgetGone(new LocalDate(2026, 8, 5)));
        Assert.Null(uow.Records.Find(new RecordAddress(Interviews, RecordName.FromText("lonely/a"))));
        Assert.Equal(0, uow.Records.ForgetGone(LocalDate.MaxIsoValue));
        Assert.Equal(RecordState.Vanished, State(uow, "lonely/b"));
    }

    [Fact]
    public void An_intent_is_closed_once()
    {
        using var uow = home.Catalogue.Begin();
        uow.Intents.Open([new OpenIntent(7, 1, "d", Noon)]);
        uow.Intents.Close(7);
        Assert.Throws<InvalidOperationException>(() => uow.Intents.Close(7));
    }

    [Fact]
    public void A_reading_session_cannot_write()
    {
        using var read = home.Catalogue.Read();
        Assert.Throws<InvalidOperationException>(() => read.Projects.Put(Project(null)));
    }

    [Fact]
    public void Refuses_a_catalogue_of_a_newer_program()
    {
        home.Catalogue.Dispose();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(home.Directory, "catalogue.db")};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }
        Assert.Throws<CatalogueFault>(() => SqliteCatalogue.Open(home.Directory));
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(home.Directory, "catalogue.db")};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }
        home.Reopen();
    }

    [Fact]
    public void Only_one_holder_of_the_erase_lock()
    {
        Assert.False(EraseLock.IsHeld(home.Directory));
        using (EraseLock.TryTake(home.Directory))
        {
            Assert.True(EraseLock.IsHeld(home.Directory));
            Assert.Null(EraseLock.TryTake(home.Directory));
        }
        Assert.False(EraseLock.IsHeld(home.Directory));
    }

    [Fact]
    public void No_file_can_be_removed_to_get_a_second_erase_lock()
    {
        using (EraseLock.TryTake(home.Directory))
        {
            foreach (var file in Directory.EnumerateFiles(home.Directory).Where(f => !Path.GetFileName(f).StartsWith("catalogue.db", StringComparison.Ordinal)))
                File.Delete(file);
            Assert.Null(EraseLock.TryTake(home.Directory));
            // The other process's catalogue goes on meanwhile: its own locks are not the erase lock's.
            Adopt();
        }
        Assert.Equal(["catalogue.db", "catalogue.db-shm", "catalogue.db-wal"], Directory.EnumerateFileSystemEntries(home.Directory).Select(Path.GetFileName).Order());
    }

    private void Adopt()
    {
        using var uow = home.Catalogue.Begin();
        uow.Stores.Adopt(new AdoptedStore(Interviews, "id-1", Noon));
        uow.Schedules.Adopt(new AdoptedSchedule("s1", [1], Noon));
        uow.Commit();
    }

    private static RecordState State(IReadSession session, string name) => session.Records.Find(new RecordAddress(Interviews, RecordName.FromText(name)))!.State;

    private static SeenRecord Seen(string name, string version) => new(RecordName.FromText(name), new RecordVersion(version), 3, Noon, Key);

    private static ProjectEntry Project(LocalDate? endedOn) => new(Lonely, "Lonely", new LocalDate(2026, 6, 30), endedOn, null, null, endedOn is null ? null : Noon, Noon);

    private static Timetable Due(Instant at) => new(new LocalDate(2026, 6, 30), new LocalDate(2026, 7, 14), at, at, null, null, null, false, false, []);
}
