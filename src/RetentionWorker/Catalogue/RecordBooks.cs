using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;

namespace RetentionWorker.Catalogue;

/// <summary>What the catalogue knows of a record.</summary>
internal enum RecordState
{
    /// <summary>Seen in the last complete listing.</summary>
    Present = 0,
    /// <summary>Erased by this program; its residue may still be there.</summary>
    Erased = 1,
    /// <summary>Gone from the store without this program.</summary>
    Vanished = 2,
}

internal sealed record RecordEntry(
    long Id, RecordAddress Address, RecordVersion Version, long Size, Instant ModifiedAt, long GroupId, RecordState State, Instant FirstSeenAt, Instant? ErasedAt, LocalDate? ResidueUntil,
    Setback? Setback);

/// <summary>A present record on its way into a batch, with its setback where it could not be erased before.</summary>
internal sealed record BatchedRecord(PlannedRecord Planned, Setback? Setback);

/// <summary>The facts that a group's records share, as their place in the store tells them. Participants are joined by '+' in ordinal order; null project and category: no template fits.</summary>
internal sealed record GroupKey(StoreName Store, ProjectId? Project, CategoryName? Category, Participation Participation, LocalDate CollectedOn)
{
    /// <summary>Whether the hold covers a record of the group; with none named, all of them. The one place outside a decision that asks it.</summary>
    public bool IsCoveredBy(Hold hold, RecordAddress? record) => hold.Covers(Project, Category, Participation, record);

    /// <summary>What a record's name tells by the template; nothing where it does not fit, but for the day of its last change.</summary>
    public static GroupKey Of(StoreName store, PathTemplate template, RecordName name, LocalDate modifiedOn) => template.Match(name) is { } match
        ? new(store, match.Project, match.Category, match.Participation, match.CollectedOn ?? modifiedOn)
        : Unclassified(store, modifiedOn);

    /// <summary>A name that tells nothing.</summary>
    public static GroupKey Unclassified(StoreName store, LocalDate modifiedOn) => new(store, null, null, Participation.Nobody, modifiedOn);
}

/// <summary>A group with the part of its decision that no clock changes. <paramref name="Present"/> counts its present records.</summary>
internal sealed record GroupEntry(long Id, GroupKey Key, long Present);

/// <summary>A group that takes part in a plan, and when its records are late.</summary>
internal sealed record DueGroup(long Id, GroupKey Key, Instant? DeadlineAt);

/// <summary>One line of a listing, on its way into the catalogue.</summary>
internal readonly record struct SeenRecord(RecordName Name, RecordVersion Version, long Size, Instant ModifiedAt, GroupKey Group)
{
    /// <summary>The store's own hold on it, where the listing reports one.</summary>
    public StoreHold? Hold { get; init; }
}

/// <summary>What a discovery changed.</summary>
internal sealed record DiscoveryChange(long Seen, long Added, long Changed, long Returned, long Vanished)
{
    /// <summary>Of those that returned, the ones that were erased.</summary>
    public long Resurrected { get; init; }
}

internal interface IRecordBook
{
    RecordEntry? Find(long id);
    RecordEntry? Find(RecordAddress address);

    /// <summary>Present records, or all, streamed in id order.</summary>
    IEnumerable<RecordEntry> Stream(StoreName? store, ProjectId? project, bool presentOnly);

    /// <summary>Without canaries: what the program plants itself vouches for no store.</summary>
    long CountPresent(StoreName store);

    /// <summary>
    /// Notes what a listing saw, as part of the discovery <paramref name="pass"/> (a number of this call's own choice, unique per discovery) that
    /// began at <paramref name="startedAt"/>. What was erased since then is not noted: the listing may have seen it just before.
    /// </summary>
    DiscoveryChange NoteSeen(StoreName store, long pass, IReadOnlyList<SeenRecord> seen, Instant startedAt);

    /// <summary>
    /// After a listing that reached its end: present records that the pass did not see are vanished. Returns how many. Records at or below a
    /// place that could not be read stay present: nothing is known of them. So do records whose erasure is under way.
    /// </summary>
    /// <param name="notedBefore"><see cref="Noted"/> when the listing began: what was noted later may not have been there yet.</param>
    /// <param name="recoverableUntil">The last day on which the store's declared copies of them may come back; null where nobody can say.</param>
    long NoteVanished(StoreName store, long pass, IReadOnlyList<RecordName> unreadable, long notedBefore, LocalDate? recoverableUntil);

    /// <summary>Those of the <see cref="NoteVanished"/> just before, in the same unit of work.</summary>
    IReadOnlyList<RecordEntry> Vanished();

    /// <summary>
    /// What a listing found new or changed, with the store, the size and the modification time of a record that vanished: it was moved there, by the looks of
    /// it. A store that gives each copy a time of its own shows none.
    /// </summary>
    /// <param name="notedBefore"><see cref="Noted"/> when the listing began.</param>
    IReadOnlyList<(long Of, RecordEntry Record)> LookingLike(IReadOnlyList<long> vanished, long notedBefore);

    /// <summary>A listing did not reach its end, or is not believed: what it saw is needed no more.</summary>
    void ForgetPass(long pass);

    /// <summary>A number that every noting of seen records raises: what was noted later than a plan was made is not in the plan.</summary>
    long Noted { get; }

    /// <summary>The next present records of a group, in id order after <paramref name="afterId"/>, leaving out what was noted after <paramref name="notedUpTo"/>.</summary>
    IReadOnlyList<BatchedRecord> PageOfGroup(long groupId, long afterId, long notedUpTo, int most);

    /// <summary>Shows every present record of a group, in id order, without making objects of them: planning looks at each due record once.</summary>
    void Scan(long groupId, SeePlanned see);

    /// <summary>The adopted store is confirmed as it is: present records that a listing no longer shows are vanished from now on.</summary>
    long MarkAllVanished(StoreName store, LocalDate? recoverableUntil);

    void MarkErased(long id, Instant at, LocalDate? residueUntil);

    /// <summary>Files a present record under other facts, as its name is read now.</summary>
    void File(long id, GroupKey key);

    /// <summary>Notes why it could not be erased; an erasure, another version and a return end it.</summary>
    void SetBack(long id, Setback setback);

    /// <summary>How many present records could not be erased when they were last tried; without canaries.</summary>
    long CountSetBack();

    /// <summary>Forgets the exact names of records that are gone and whose last residue has passed. Returns how many.</summary>
    long ForgetGone(LocalDate today);
}

/// <summary>One present record of a group; the name's bytes are good until the call returns.</summary>
internal delegate void SeePlanned(long id, StoreName store, ReadOnlySpan<byte> name, string version, long size);

internal interface IGroupBook
{
    GroupEntry? Find(long id);

    /// <summary>Groups whose timetable is not of this schedule, or whose facts changed since; at most <paramref name="most"/>.</summary>
    IReadOnlyList<GroupEntry> Undecided(string scheduleSha256, int most);

    void PutTimetable(long groupId, string scheduleSha256, Timetable timetable);

    /// <summary>The facts of every group that was ever seen, of one project where one is named; also of groups whose records are all gone.</summary>
    IEnumerable<GroupKey> Keys(ProjectId? project);

    /// <summary>Every group with present records, streamed.</summary>
    IEnumerable<(GroupEntry Group, StoredTimetable Timetable)> Stream();

    /// <summary>How many present records were collected later than the day, by category.</summary>
    IReadOnlyList<(CategoryName Category, long Records)> CollectedAfter(LocalDate day);

    /// <summary>Groups with present records that come due up to the instant (inclusive), ordered by id, without counting them.</summary>
    IReadOnlyList<DueGroup> DueKeys(Instant at);

    /// <summary>Groups with present records that come due some day and whose deadline is up to the instant (inclusive), ordered by id, due already or not.</summary>
    IReadOnlyList<(GroupEntry Group, StoredTimetable Timetable)> PastDeadline(Instant at);
}

/// <summary>The indexed part of a timetable.</summary>
internal sealed record StoredTimetable(
    LocalDate? EraseFrom, LocalDate? EraseBy, Instant? DueAt, Instant? DeadlineAt, KeepReason? Kept, UnclassifiedReason? Unclassified, bool NeedsPerson, bool FloorPassesEraseBy)
{
    public static StoredTimetable Of(Timetable of) => new(of.EraseFrom, of.EraseBy, of.DueAt, of.DeadlineAt, of.Kept, of.Unclassified, of.NeedsPerson, of.FloorPassesEraseBy);
}

/// <summary>An intent without an outcome.</summary>
internal sealed record OpenIntent(long Seq, long RecordId, string PlanDigest, Instant At);

internal interface IIntentBook
{
    void Open(IReadOnlyList<OpenIntent> intents);
    void Close(long seq);
    IReadOnlyList<OpenIntent> ListOpen();
}

/// <summary>The head of the audit log: the size, the RFC 6962 root, and the hashes of the right edge (largest subtree first).</summary>
internal sealed class LogHead
{
    private readonly Lazy<byte[]> root;

    /// <summary>A head as it was found.</summary>
    public LogHead(long size, byte[] root, IReadOnlyList<byte[]> edge) => (Size, this.root, Edge) = (size, new(root), edge);

    /// <summary>The head that an append leaves.</summary>
    public LogHead(long size, Lazy<byte[]> root, IReadOnlyList<byte[]> edge) => (Size, this.root, Edge, IsOwn) = (size, root, edge, true);

    public long Size { get; }

    public byte[] Root => root.Value;

    public IReadOnlyList<byte[]> Edge { get; }

    /// <summary>Whether this process made it in the transaction that goes on: then it needs no proof that its parts fit together, and only the last of a group is ever hashed and signed.</summary>
    public bool IsOwn { get; }

    /// <summary>The head as a signed checkpoint, and the key (a vkey) that signed it last; null where nobody has.</summary>
    public SignedHead? Signed { get; init; }
}

/// <summary>A checkpoint with its signature, and the vkey of the log's own key.</summary>
internal sealed class SignedHead(Lazy<byte[]> note, string vKey)
{
    public SignedHead(byte[] note, string vKey)
        : this(new Lazy<byte[]>(note), vKey)
    {
    }

    /// <summary>One that is signed when somebody looks.</summary>
    public SignedHead(Func<byte[]> sign, string vKey)
        : this(new Lazy<byte[]>(sign), vKey)
    {
    }

    /// <summary>The checkpoint's bytes.</summary>
    public byte[] Note => note.Value;

    public string VKey => vKey;
}

/// <summary>The log's head is not in the catalogue: the log does not verify, and nothing can be appended to it.</summary>
internal sealed class LogHeadFault() : Exception("The audit log has lost its head: restore the data directory from a backup and run 'retention audit verify'.");

/// <summary>An entry of the audit log is not what this program writes: the log does not verify.</summary>
internal sealed class LogEntryFault(long seq, string problem) : Exception($"The audit log is broken at entry {seq}: {problem}. Look at it with 'retention audit verify', and restore the data directory from a backup.")
{
    public long Seq { get; } = seq;

    public string Problem { get; } = problem;
}

internal interface ILogBook
{
    /// <summary>Throws <see cref="LogHeadFault"/> where there is none.</summary>
    LogHead Head();
    void Append(long firstSeq, IReadOnlyList<byte[]> entries, LogHead head);

    /// <summary>Entries from an index (inclusive), streamed in order. Throws <see cref="LogEntryFault"/> at one that is no bytes.</summary>
    IEnumerable<(long Seq, byte[] Entry)> Read(long fromSeq);

    /// <summary>How many entries are pruned: all before this index, a multiple of 256. Only their leaf hashes are left.</summary>
    long First();

    /// <summary>The leaf hashes of pruned entries from an index (inclusive), streamed in order. Throws <see cref="LogEntryFault"/> where one is missing.</summary>
    IEnumerable<byte[]> PrunedLeaves(long fromSeq);

    /// <summary>The entry that announced the last pruning, and the index before which entries go by it; null where none ever did.</summary>
    AnnouncedPrune? Announced();

    void Announce(AnnouncedPrune prune);

    /// <summary>Puts leaf hashes in the place of the first 256 entries that are left. Throws <see cref="ArgumentException"/> where they are of others.</summary>
    void Prune(long firstSeq, IReadOnlyList<byte[]> leafHashes);
}

/// <summary>Entries before <paramref name="Minimum"/> are to go, says the entry at <paramref name="Seq"/>.</summary>
internal sealed record AnnouncedPrune(long Minimum, long Seq);
