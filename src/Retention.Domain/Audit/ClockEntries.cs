using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// A person said that the clock is right. <paramref name="Mark"/> is the high-water mark that stood before, from now on it counts from this entry's own
    /// time; <paramref name="Ahead"/> says how many seconds each store's clock was ahead (negative: behind) when it was accepted.
    /// </summary>
    public sealed record ClockConfirmed(Instant At, string Actor, Instant? Mark, IReadOnlyList<(StoreName Store, long Seconds)> Ahead) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "clock-confirmed";

        private protected override void Write(CanonicalWriter to)
        {
            if (Mark is { } mark)
                to.Time("mark"u8, mark);
            to.StartArray("stores"u8);
            foreach (var (store, seconds) in Ahead)
            {
                to.StartItem();
                to.Number("aheadSeconds"u8, seconds);
                to.Text("store"u8, store.Value);
                to.End();
            }
            to.EndArray();
        }
    }
}
