using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Keys;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>A key that links the project's entries to names was seen for the first time.</summary>
    public sealed record KeyCreated(Instant At, string Actor, ProjectId Project, int Epoch) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "key-created";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("epoch"u8, Epoch);
            to.Text("project"u8, Project.Value);
        }
    }

    /// <summary>A key went out of use; it can be brought back through <paramref name="RecoverableThrough"/> (inclusive). <paramref name="ScheduleSha256"/> says by which periods.</summary>
    public sealed record KeyDeleted(Instant At, string Actor, ProjectId Project, int Epoch, LocalDate RecoverableThrough, string ScheduleSha256) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "key-deleted";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("epoch"u8, Epoch);
            to.Text("project"u8, Project.Value);
            to.Date("recoverableThrough"u8, RecoverableThrough);
            to.Text("schedule"u8, ScheduleSha256);
        }
    }

    /// <summary>A deleted key is in use again. <paramref name="Intent"/> is the intent to destroy it, where one had been stated: it was not carried out.</summary>
    public sealed record KeyRecovered(Instant At, string Actor, ProjectId Project, int Epoch, KeyKeptReason Because, long? Intent) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "key-recovered";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("because"u8, AuditWord.Of(Because));
            to.Number("epoch"u8, Epoch);
            if (Intent is { } intent)
                to.Number("intent"u8, intent);
            to.Text("project"u8, Project.Value);
        }
    }

    /// <summary>A key that was destroyed is there again, out of a copy of its file: it is destroyed again.</summary>
    public sealed record KeyReturned(Instant At, string Actor, ProjectId Project, int Epoch) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "key-returned";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("epoch"u8, Epoch);
            to.Text("project"u8, Project.Value);
        }
    }

    /// <summary>A key is about to be destroyed.</summary>
    public sealed record KeyDestructionIntended(Instant At, string Actor, ProjectId Project, int Epoch) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "key-destruction-intended";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("epoch"u8, Epoch);
            to.Text("project"u8, Project.Value);
        }
    }

    /// <summary>A key is gone: its file was overwritten and removed, and is not among the keys any more. Copies that others made of the file are not spoken of.</summary>
    public sealed record KeyDestroyed(Instant At, string Actor, long Intent, ProjectId Project, int Epoch) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "key-destroyed";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("epoch"u8, Epoch);
            to.Number("intent"u8, Intent);
            to.Text("project"u8, Project.Value);
            to.Text("verified"u8, "listed-absent");
        }
    }
}
