using NodaTime;

namespace Retention.Domain.Audit;

/// <summary>
/// One entry of the audit log: a closed family. An entry's bytes are RFC 8785 JSON of integers and ASCII strings; whom and what it concerns
/// appears as commitments (<see cref="Commitment"/>) and ids only, never as a name or free text.
/// </summary>
/// <param name="At">When it was written, cut to the second.</param>
/// <param name="Actor">Who caused it: <c>schedule</c>, or a person's pseudonymous id.</param>
public abstract partial record AuditEntry(Instant At, string Actor)
{
    /// <summary>The version of the format of entries.</summary>
    public const int FormatVersion = 1;

    /// <summary>What the entry says: its kind on the log.</summary>
    public abstract string Kind { get; }

    /// <summary>The canonical bytes of the entry as the log's <paramref name="seq"/>-th (from 0).</summary>
    public byte[] ToBytes(long seq) => ToBytes(seq, new CanonicalWriter());

    /// <summary>The same, with a writer that is used again and again.</summary>
    public byte[] ToBytes(long seq, CanonicalWriter writer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seq);
        writer.Start();
        writer.Text("actor"u8, AuditWord.Token(Actor, "actor"));
        writer.Time("at"u8, At);
        writer.Text("kind"u8, Kind);
        writer.Number("seq"u8, seq);
        writer.Number("v"u8, FormatVersion);
        Write(writer);
        writer.End();
        return writer.Written.ToArray();
    }

    /// <summary>The members of its own kind.</summary>
    private protected abstract void Write(CanonicalWriter to);
}
