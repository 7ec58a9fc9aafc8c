using System.Globalization;
using NodaTime;
using Retention.Domain.Calendar;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// A key signs the log's checkpoints from here on: <paramref name="Key"/> as a vkey, which says its algorithm too. <paramref name="Previous"/> is the one before, and
    /// <paramref name="Endorsement"/> its signature (base64) over <see cref="Transparency.KeyEndorsement"/>; both are null at the first.
    /// </summary>
    public sealed record LogKeyUsed(Instant At, string Actor, string Key, string? Previous = null, string? Endorsement = null) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "log-key";

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("endorsement"u8, Endorsement);
            to.Text("key"u8, Key);
            to.TextIfAny("previous"u8, Previous);
        }
    }

    /// <summary>
    /// The entries before <paramref name="Minimum"/> (an index, a multiple of 256) are older than the log's own retention and go; their hashes stay. What a reader of the rest must know of
    /// them: every key that they name as the log's (<paramref name="LogKeys"/>, in their order), and the holds that they placed and that are in force still (<paramref name="Holds"/>).
    /// </summary>
    public sealed record LogPruned(Instant At, string Actor, long Minimum, CalendarPeriod KeptFor, string ScheduleSha256, IReadOnlyList<string> LogKeys, IReadOnlyList<long> Holds) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "prune";

        private protected override void Write(CanonicalWriter to)
        {
            to.Texts("holds"u8, Holds.Select(h => h.ToString(CultureInfo.InvariantCulture)));
            to.Text("keptFor"u8, KeptFor.ToString());
            to.Texts("logKeys"u8, LogKeys);
            to.Number("minimum"u8, Minimum);
            to.Text("schedule"u8, ScheduleSha256);
        }
    }
}
