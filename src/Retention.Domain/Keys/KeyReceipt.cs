using Retention.Domain.Facts;

namespace Retention.Domain.Keys;

/// <summary>
/// Proof that the intent to destroy one key is durable on the log. Issued by the Record room after its transaction has committed, and
/// by nothing else (a test keeps that door).
/// </summary>
public sealed class KeyReceipt
{
    private KeyReceipt(long seq, ProjectId project, int epoch) => (Seq, Project, Epoch) = (seq, project, epoch);

    /// <summary>The entry's index on the log (from 0).</summary>
    public long Seq { get; }

    /// <summary>Whose key may be destroyed.</summary>
    public ProjectId Project { get; }

    /// <summary>Which of its keys.</summary>
    public int Epoch { get; }

    /// <summary>For the Record room, after the commit.</summary>
    public static KeyReceipt Issue(long seq, ProjectId project, int epoch) => new(seq, project, epoch);
}
