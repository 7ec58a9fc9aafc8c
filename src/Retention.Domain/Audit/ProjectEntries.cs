using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>A project has no end on purpose, and nobody is reminded of one.</summary>
    public sealed record ProjectEndless(Instant At, string Actor, ProjectId Project) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "project-endless";

        private protected override void Write(CanonicalWriter to) => to.Text("project"u8, Project.Value);
    }

    /// <summary>What the institute is to a project's data was recorded wrong, and is <paramref name="Role"/>.</summary>
    public sealed record ProjectRoleChanged(Instant At, string Actor, ProjectId Project, ProjectRole Role) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "project-role-changed";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("project"u8, Project.Value);
            to.Text("role"u8, AuditWord.Of(Role));
        }
    }
}
