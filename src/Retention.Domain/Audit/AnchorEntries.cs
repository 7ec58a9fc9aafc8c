using NodaTime;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>The log is alive: written before checkpoints go out, so that what a place holds says up to when nothing else happened.</summary>
    public sealed record LogHeartbeat(Instant At, string Actor) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "heartbeat";

        private protected override void Write(CanonicalWriter to)
        {
        }
    }

    /// <summary>
    /// A place outside took a checkpoint of this log: of <paramref name="Size"/> entries, with the <paramref name="Root"/> over them (hexadecimal). <paramref name="Place"/> is its name in the configuration,
    /// <paramref name="PlaceKind"/> a word of a closed list; <paramref name="Evidence"/> is the SHA-256 (hexadecimal) of what it gave back (a cosignature, a time stamp), or null where it gives nothing.
    /// </summary>
    public sealed record Anchored(Instant At, string Actor, string Place, string PlaceKind, long Size, string Root, string? Evidence) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "anchor";

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("evidence"u8, Evidence);
            to.Text("place"u8, Place);
            to.Text("placeKind"u8, PlaceKind);
            to.Text("root"u8, Root);
            to.Number("size"u8, Size);
        }
    }
}
