namespace RetentionWorker.Simulation.Model;

/// <summary>A project as recorded; the end is the last day that belongs to it, and was written down at an instant.</summary>
internal sealed class ModelProject(string id)
{
    public string Id => id;

    public DateOnly? End { get; set; }

    public long EndRecordedAt { get; set; }

    /// <summary>What somebody asked to correct and nobody has judged.</summary>
    public ModelCorrection? Waiting { get; set; }

    /// <summary>The end that counts: while a later one waits, or none at all, nothing goes that it would keep.</summary>
    public DateOnly? EndThatCounts => Waiting is { KeepsLonger: true } waiting ? waiting.To : End;

    /// <summary>The data are another controller's, and nothing goes before that one has chosen.</summary>
    public bool IsProcessed { get; set; }

    /// <summary>When it was recorded that they are the institute's own after all.</summary>
    public long? OwnSince { get; set; }

    /// <summary>When that choice was recorded.</summary>
    public long? InstructedAt { get; set; }

    /// <summary>Raised by every fact of it.</summary>
    public int Version { get; set; }
}

/// <summary>Another end of a project, or none, that waits for a second person.</summary>
internal sealed record ModelCorrection(string Digest, DateOnly? To, bool KeepsLonger, long AskedAt)
{
    /// <summary>So long it can be approved.</summary>
    public const long Lifetime = 7 * 86400;
}

internal sealed class ModelWithdrawal(long id, string project, string participant, string? category, DateOnly receivedOn, long recordedAt)
{
    public long Id => id;

    public string Project => project;

    public string Participant => participant;

    public string? Category => category;

    public DateOnly ReceivedOn => receivedOn;

    public long RecordedAt => recordedAt;

    /// <summary>Categories that somebody took out of its reach.</summary>
    public HashSet<string> Exempt { get; } = [];
}

/// <summary>An objection that nobody has decided; the hold restricts its records until then.</summary>
internal sealed record ModelObjection(long Id, string Project, string Participant, string? Category, DateOnly ReceivedOn, ModelHold Restriction);

internal sealed record ModelHold(long Id, string Project, string? Participant, string? Category, (string Store, string Name)? Record)
{
    public bool Covers(ModelRecord record) =>
        record.Project == Project
        && (Category is null || Category == record.Category)
        && (Participant is null || record.Participants.Count == 0 || record.Participants.Contains(Participant))
        && (Record is null || Record == (record.Store, record.Name));
}

/// <summary>One piece of content at one place. Null project: its place says nothing.</summary>
internal sealed class ModelRecord(string store, string name, string? project, string? category, IReadOnlyList<string> participants, DateOnly collected)
{
    public string Store => store;

    public string Name => name;

    public string? Project => project;

    public string? Category => category;

    public IReadOnlyList<string> Participants => participants;

    public DateOnly Collected => collected;

    public bool Present { get; set; }

    /// <summary>When the content that is there came.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>The version under which the store has that content.</summary>
    public string Version { get; set; } = "";

    /// <summary>When a fault last kept it from being erased or from being seen to be gone.</summary>
    public long FaultAt { get; set; } = long.MinValue;

    /// <summary>How often its content went away, and how often by the program's hand.</summary>
    public int Gone { get; set; }

    public int Removed { get; set; }

    /// <summary>Somebody brought it back while intents were in doubt: perhaps the one over it.</summary>
    public bool CameBackInDoubt { get; set; }

    /// <summary>What stands on the log for it, once it is reckoned.</summary>
    public string? Commitment { get; set; }

    public (int Schedule, int Project, Dates Dates) Known { get; set; } = (-1, -1, default);

    public override string ToString() => $"{store}:{name}";
}

/// <summary>When it becomes due and when it is late; null is never. Unclassified records have neither.</summary>
internal readonly record struct Dates(bool Unclassified, long? DueAt, long? LateAt);

internal enum Standing
{
    Kept,
    Held,
    Unclassified,
    Due,
}
