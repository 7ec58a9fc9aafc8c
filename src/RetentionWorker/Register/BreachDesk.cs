using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>A possible breach as shown; it is to be notified within 72 hours from <paramref name="Since"/> (Art. 33).</summary>
internal sealed record BreachLine(long Breach, StoreName Store, string Code, long Records, Instant Since)
{
    public static BreachLine Of(PossibleBreach breach) => new(breach.Id, breach.Store, breach.Code, breach.Records, breach.Since);
}

/// <summary>Lists what may be a personal data breach, and takes a person's judgement of it.</summary>
internal sealed class BreachDesk(Bookkeeping books)
{
    public IReadOnlyList<BreachLine> List()
    {
        using var session = books.Read();
        return [.. session.Breaches.Open().Select(BreachLine.Of)];
    }

    /// <summary>Takes a person's judgement; it goes on the audit log.</summary>
    public Registered<BreachLine> Close(long id, BreachJudgement because)
    {
        using var work = books.Begin();
        if (work.Breaches.Open().FirstOrDefault(b => b.Id == id) is not { } breach)
            return Registered<BreachLine>.Bad($"no possible breach {id} is open (see: retention breach list)");
        var now = books.Now;
        work.Breaches.Close(id, now);
        books.Commit(work, new AuditEntry.BreachClosed(now, books.Actor, id, because));
        return Registered<BreachLine>.Of(BreachLine.Of(breach));
    }
}
