using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class RecordBook(SqliteSession session) : IRecordBook
{
    private const string Select =
        "SELECT id, store, name, version, size, modified_at, group_id, state, first_seen_at, erased_at, residue_until, "
        + Setbacks + " FROM records";

    internal const string Setbacks = "setback_refused, setback_code, setback_tries, setback_at, retry_at";
    private const string NoSetback = "setback_refused = NULL, setback_code = NULL, setback_tries = NULL, setback_at = NULL, retry_at = NULL";

    private readonly StoreNumbers stores = new(session);
    private readonly GroupBook groups = new(session);
    private readonly StoreHoldBook storeHolds = new(session);

    public RecordEntry? Find(long id) => session.First(Read, Select + " WHERE id = @1", id);

    public RecordEntry? Find(RecordAddress address) =>
        stores.Find(address.Store) is { } store ? session.First(Read, Select + " WHERE store = @1 AND name = @2", store, address.Name.ToArray()) : null;

    public IEnumerable<RecordEntry> Stream(StoreName? store, ProjectId? project, bool presentOnly) => session.Stream(
        Read,
        Select + """
         WHERE (@1 IS NULL OR store = @1) AND (@2 IS NULL OR group_id IN (SELECT id FROM groups WHERE project = @2)) AND (@3 = 0 OR state = 0) ORDER BY id
        """,
        store is { } s ? stores.Of(s) : null, project?.Value, presentOnly ? 1L : 0L);

    public long CountPresent(StoreName store) =>
        stores.Find(store) is { } number
            ? (long)session.Scalar(
                """
                SELECT (SELECT count(*) FROM records WHERE store = @1 AND state = 0)
                    - (SELECT count(*) FROM groups g JOIN records r ON r.group_id = g.id AND r.state = 0 WHERE g.store = @1 AND g.project = @2)
                """,
                number, CanaryRules.Project.Value)!
            : 0;

    public DiscoveryChange NoteSeen(StoreName store, long pass, IReadOnlyList<SeenRecord> seen, Instant startedAt)
    {
        session.Execute("CREATE TEMP TABLE IF NOT EXISTS seen (pass INTEGER, record INTEGER, PRIMARY KEY (pass, record)) WITHOUT ROWID");
        var (number, now) = (stores.Of(store), Column.Of(startedAt));
        long added = 0, changed = 0, returned = 0, resurrected = 0;
        var noted = NextNoted();
        var anyHolds = storeHolds.Any() || seen.Any(s => s.Hold is not null);
        var known = new Dictionary<GroupKey, long>(GroupKeyEquality.Instance);
        var ids = new StringBuilder("[");
        foreach (var item in seen)
        {
            var name = item.Name.ToArray();
            var found = Known(number, name, item.Group);
            // The group is looked up only where it is not the one that the record is in already, which it nearly always is.
            long group;
            if (found is { SameGroup: true } same)
            {
                group = same.Group;
            }
            else if (!known.TryGetValue(item.Group, out group))
            {
                group = groups.NumberOf(item.Group);
                known.Add(item.Group, group);
            }
            if (found is not { } row)
            {
                added++;
                var id = (long)session.Scalar(
                    """
                    INSERT INTO records (store, name, version, size, modified_at, group_id, state, first_seen_at, noted)
                    VALUES (@1, @2, @3, @4, @5, @6, 0, @7, @8) RETURNING id
                    """,
                    number, name, item.Version.Value, item.Size, Column.Of(item.ModifiedAt), group, now, noted)!;
                Saw(ids, id);
                if (anyHolds)
                    storeHolds.Note(id, item.Hold);
                continue;
            }
            Saw(ids, row.Id);
            if (anyHolds)
                storeHolds.Note(row.Id, item.Hold);
            if (row.State == RecordState.Erased && row.ErasedAt >= now)
                continue;
            if (row.State == RecordState.Present && row.Version == item.Version.Value && row.Group == group)
                continue;
            if (row.State == RecordState.Present)
                changed++;
            else
            {
                returned++;
                resurrected += row.State == RecordState.Erased ? 1 : 0;
            }
            session.Execute(
                $"""
                UPDATE records SET version = @2, size = @3, modified_at = @4, group_id = @5, noted = @6, state = 0, erased_at = NULL, residue_until = NULL,
                    {NoSetback}
                WHERE id = @1
                """,
                row.Id, item.Version.Value, item.Size, Column.Of(item.ModifiedAt), group, noted);
        }
        if (seen.Count > 0)
            session.Execute("INSERT OR IGNORE INTO temp.seen (pass, record) SELECT @1, value FROM json_each(@2)", pass, ids.Append(']').ToString());
        return new DiscoveryChange(seen.Count, added, changed, returned, 0) { Resurrected = resurrected };
    }

    public long NoteVanished(StoreName store, long pass, IReadOnlyList<RecordName> unreadable, long notedBefore, LocalDate? recoverableUntil)
    {
        session.Execute("CREATE TEMP TABLE IF NOT EXISTS seen (pass INTEGER, record INTEGER, PRIMARY KEY (pass, record)) WITHOUT ROWID");
        session.Execute("CREATE TEMP TABLE IF NOT EXISTS unreadable (place BLOB)");
        session.Execute("DELETE FROM temp.unreadable");
        foreach (var place in unreadable)
            session.Execute("INSERT INTO temp.unreadable (place) VALUES (@1)", place.ToArray());
        ForgetVanished();
        var vanished = session.Execute(
            """
            INSERT INTO temp.vanished (record) SELECT id FROM records
            WHERE store = @1 AND state = 0 AND noted <= @3 AND id NOT IN (SELECT record FROM temp.seen WHERE pass = @2)
              AND id NOT IN (SELECT record_id FROM open_intents)
              AND NOT EXISTS (SELECT 1 FROM temp.unreadable u
                  WHERE name = u.place OR length(u.place) = 0 OR substr(name, 1, length(u.place) + 1) = CAST(u.place || x'2F' AS BLOB))
            """,
            stores.Of(store), pass, notedBefore);
        if (vanished > 0)
        {
            MarkVanished(recoverableUntil);
            NextNoted();
        }
        session.Execute("DELETE FROM temp.seen WHERE pass = @1", pass);
        return vanished;
    }

    private void ForgetVanished()
    {
        session.Execute("CREATE TEMP TABLE IF NOT EXISTS vanished (record INTEGER PRIMARY KEY)");
        session.Execute("DELETE FROM temp.vanished");
    }

    private long MarkVanished(LocalDate? recoverableUntil) =>
        session.Execute($"UPDATE records SET state = 2, residue_until = @1, {NoSetback} WHERE id IN (SELECT record FROM temp.vanished)", Column.Of(recoverableUntil));

    public IReadOnlyList<RecordEntry> Vanished() => session.List(Read, Select + " WHERE id IN (SELECT record FROM temp.vanished) ORDER BY id");

    public IReadOnlyList<(long Of, RecordEntry Record)> LookingLike(IReadOnlyList<long> vanished, long notedBefore)
    {
        var like = session.List(
            row => (Of: row.GetInt64(0), Id: row.GetInt64(1)),
            """
            SELECT v.id, r.id FROM json_each(@1) l JOIN records v ON v.id = l.value
            JOIN records r ON r.store = v.store AND r.size = v.size AND r.modified_at = v.modified_at
            WHERE r.state = 0 AND r.noted > @2 ORDER BY v.id, r.id
            """,
            System.Text.Json.JsonSerializer.Serialize(vanished), notedBefore);
        return [.. like.Select(l => (l.Of, Find(l.Id)!))];
    }

    public void ForgetPass(long pass)
    {
        session.Execute("CREATE TEMP TABLE IF NOT EXISTS seen (pass INTEGER, record INTEGER, PRIMARY KEY (pass, record)) WITHOUT ROWID");
        session.Execute("DELETE FROM temp.seen WHERE pass = @1", pass);
    }

    public long Noted => (long)session.Scalar("SELECT value FROM counters WHERE name = 'noted'")!;

    public IReadOnlyList<BatchedRecord> PageOfGroup(long groupId, long afterId, long notedUpTo, int most) => session.List(
        row => new BatchedRecord(
            new PlannedRecord(
                row.GetInt64(0), new RecordAddress(stores.Name(row.GetInt64(1)), RecordName.Owning(row.Bytes(2)!)), new RecordVersion(row.GetString(3)),
                row.GetInt64(4), groupId),
            SetbackOf(row, 5)),
        $"SELECT id, store, name, version, size, {Setbacks} FROM records WHERE group_id = @1 AND state = 0 AND id > @2 AND noted <= @3 ORDER BY id LIMIT @4",
        groupId, afterId, notedUpTo, (long)most);

    public void File(long id, GroupKey key) => session.Execute("UPDATE records SET group_id = @2 WHERE id = @1 AND state = 0", id, groups.NumberOf(key));

    public void MarkErased(long id, Instant at, LocalDate? residueUntil) => session.Execute(
        $"UPDATE records SET state = 1, erased_at = @2, residue_until = @3, {NoSetback} WHERE id = @1", id, Column.Of(at), Column.Of(residueUntil));

    public void Scan(long groupId, SeePlanned see)
    {
        using var row = session.Prepared("SELECT id, store, name, version, size FROM records WHERE group_id = @1 AND state = 0 ORDER BY id", groupId).ExecuteReader();
        // GetValue, not GetBytes: the latter opens each blob by itself, which costs many times the row.
        while (row.Read())
            see(row.GetInt64(0), stores.Name(row.GetInt64(1)), (byte[])row.GetValue(2), row.GetString(3), row.GetInt64(4));
    }

    public void SetBack(long id, Setback setback) => session.Execute(
        "UPDATE records SET setback_refused = @2, setback_code = @3, setback_tries = @4, setback_at = @5, retry_at = @6 WHERE id = @1",
        id, setback.Refused ? 1L : 0L, setback.Code, (long)setback.Tries, Column.Of(setback.At), Column.Of(setback.RetryAt));

    public long CountSetBack() => (long)session.Scalar(
        "SELECT count(*) FROM records r JOIN groups g ON g.id = r.group_id WHERE r.retry_at IS NOT NULL AND r.state = 0 AND g.project IS NOT @1", CanaryRules.Project.Value)!;

    public long MarkAllVanished(StoreName store, LocalDate? recoverableUntil)
    {
        NextNoted();
        ForgetVanished();
        session.Execute("INSERT INTO temp.vanished (record) SELECT id FROM records WHERE store = @1 AND state = 0", stores.Of(store));
        return MarkVanished(recoverableUntil);
    }

    public long ForgetGone(LocalDate today)
    {
        const string Gone = "state <> 0 AND residue_until < @1 AND id NOT IN (SELECT record_id FROM open_intents)";
        session.Execute(
            $"""
            INSERT INTO forgotten_erasures (group_id, erased_at, records)
            SELECT group_id, erased_at, count(*) FROM records WHERE {Gone} AND state = 1 AND erased_at IS NOT NULL GROUP BY group_id, erased_at
            ON CONFLICT (group_id, erased_at) DO UPDATE SET records = records + excluded.records
            """,
            Column.Of(today));
        // Numbers are used again: nothing may be left of them.
        foreach (var table in new[] { "store_holds", "rejected_records", "plan_records" })
            session.Execute($"DELETE FROM {table} WHERE record IN (SELECT id FROM records WHERE {Gone})", Column.Of(today));
        return session.Execute($"DELETE FROM records WHERE {Gone}", Column.Of(today));
    }

    private long NextNoted() => (long)session.Scalar("UPDATE counters SET value = value + 1 WHERE name = 'noted' RETURNING value")!;

    private static void Saw(StringBuilder ids, long id) => ids.Append(ids.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"{id}");

    private (long Id, string Version, long Group, RecordState State, long? ErasedAt, bool SameGroup)? Known(long store, byte[] name, GroupKey key)
    {
        using var row = session.Prepared(
            """
            SELECT r.id, r.version, r.group_id, r.state, r.erased_at,
                g.store = @1 AND g.project = @3 AND g.category = @4 AND g.participants = @5 AND g.collected_on = @6
            FROM records r JOIN groups g ON g.id = r.group_id WHERE r.store = @1 AND r.name = @2
            """,
            store, name, key.Project?.Value ?? "", key.Category?.Value ?? "", Column.Of(key.Participation), Column.Of(key.CollectedOn)).ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetString(1), row.GetInt64(2), (RecordState)row.GetInt64(3), row.Long(4), row.GetInt64(5) == 1) : null;
    }

    private RecordEntry Read(SqliteDataReader row) => new(
        row.GetInt64(0), new RecordAddress(stores.Name(row.GetInt64(1)), RecordName.Owning(row.Bytes(2)!)), new RecordVersion(row.GetString(3)),
        row.GetInt64(4), row.At(5), row.GetInt64(6), (RecordState)row.GetInt64(7), row.At(8), row.AtOrNull(9), row.DateOrNull(10), SetbackOf(row, 11));

    internal static Setback? SetbackOf(SqliteDataReader row, int from) =>
        row.Long(from) is { } refused ? new(refused == 1, row.GetString(from + 1), (int)row.GetInt64(from + 2), row.At(from + 3), row.At(from + 4)) : null;
}

/// <summary>Keys are equal where their parts are; the participants as a set.</summary>
internal sealed class GroupKeyEquality : IEqualityComparer<GroupKey>
{
    public static readonly GroupKeyEquality Instance = new();

    public bool Equals(GroupKey? x, GroupKey? y) =>
        ReferenceEquals(x, y)
        || (x is not null && y is not null && x.Store == y.Store && x.Project == y.Project && x.Category == y.Category
            && x.CollectedOn == y.CollectedOn && Column.Of(x.Participation) == Column.Of(y.Participation));

    public int GetHashCode(GroupKey key) => HashCode.Combine(key.Store, key.Project, key.Category, key.CollectedOn, Column.Of(key.Participation));
}
