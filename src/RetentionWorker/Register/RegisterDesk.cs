using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>The register as confirmed.</summary>
internal sealed record RegisterLine(long Projects, long ProjectsExpected, long Holds, long HoldsExpected);

/// <summary>Takes a person's word that the register is right as it is, although less is there than was recorded.</summary>
internal sealed class RegisterDesk(Bookkeeping books)
{
    /// <summary>The guard's name, in the book and on screens.</summary>
    public const string Guard = "register";

    /// <summary>The log knows of holds that the register does not have.</summary>
    public const string HoldsDiffer = "holds-differ";

    public Registered<RegisterLine> Confirm(string because)
    {
        using var work = books.Begin();
        var counts = work.Register.Counts();
        var line = new RegisterLine(counts.Projects, counts.ProjectsKept, counts.Holds, counts.HoldsKept);
        var wasClosed = work.Guards.Open(Guard);
        if (counts.Loss is null && !wasClosed)
            return Registered<RegisterLine>.Of(line, "nothing is missing from the register; nothing changed");
        work.Register.Confirm();
        var now = books.Now;
        var entries = new List<AuditEntry> { new AuditEntry.RegisterConfirmed(now, books.Actor, because, counts.Projects, [.. work.Holds.Active().Select(h => h.Id)]) };
        if (wasClosed)
            entries.Add(new AuditEntry.ErasureResumed(now, books.Actor, Guard, null));
        books.Commit(work, entries);
        return Registered<RegisterLine>.Of(line);
    }
}
