using NodaTime;
using NodaTime.Text;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>
/// Releases holds: never by who placed them, unless they are the only person there is. Then the release counts a day later, is in the open until
/// then, and can be taken back; the hold is as active as any other until a run puts the release on the log.
/// </summary>
internal sealed class HoldReleases(Bookkeeping books)
{
    /// <summary>The line says when it ended or will end.</summary>
    public Registered<HoldLine> Release(long id, bool asSingleOperator)
    {
        using var work = books.Begin();
        if (work.Holds.Find(id) is not { } known)
            return Registered<HoldLine>.Bad($"there is no hold {id} (see: retention hold list)");
        if (known.ReleasedAt is not null)
            return Done("was released before; nothing changed");
        if (known.Hold.ForWithdrawal is { } objection)
            return Registered<HoldLine>.No($"hold {id} restricts the records of objection {objection} until somebody decides it: retention withdraw decide {objection} --uphold, or --dismiss");
        if (CanaryRules.IsReserved(known.Hold.Project))
            return Registered<HoldLine>.No($"hold {id} is over a canary of the program's own: retention canary list, then: retention canary close NUMBER --because CODE");
        var now = books.Now;
        if (known.PlacedBy != books.Actor)
        {
            work.Holds.Release(id, books.Actor, now);
            books.Commit(work, new AuditEntry.HoldReleased(now, books.Actor, id, known.Hold.Project));
            return Done();
        }
        if (known.Asked is { } asked)
            return Done($"its release counts from {InstantPattern.General.Format(asked.From)} already; nothing changed (another person can release it at once; retention hold keep {id} takes it back)");
        if (!asSingleOperator)
        {
            return new Registered<HoldLine>.NotPermitted(
                $"who placed hold {id} cannot release it: another person does. A site that has only one person: retention hold release {id} --as-single-operator (it counts 24 hours later)");
        }
        var from = now + Approval.SingleOperatorWait;
        work.Holds.AskRelease(id, new AskedRelease(books.Actor, from));
        books.Commit(work, new AuditEntry.HoldReleaseAsked(now, books.Actor, id, known.Hold.Project, from));
        return Done();

        Registered<HoldLine> Done(string? warning = null)
        {
            using var session = books.Read();
            var line = HoldLine.Of(session.Holds.Find(id)!, session, books.Today(session));
            return warning is null ? Registered<HoldLine>.Of(line) : Registered<HoldLine>.Of(line, $"hold {id}: {warning}");
        }
    }

    /// <summary>Takes a release back that does not count yet; anybody may.</summary>
    public Registered<HoldLine> Keep(long id)
    {
        using var work = books.Begin();
        if (work.Holds.Find(id) is not { } known)
            return Registered<HoldLine>.Bad($"there is no hold {id} (see: retention hold list)");
        if (known.ReleasedAt is { } released)
            return Registered<HoldLine>.No($"hold {id} was released at {InstantPattern.General.Format(released)}; place a new one: retention hold place");
        if (known.Asked is null)
            return Registered<HoldLine>.Of(HoldLine.Of(known, work, books.Today(work)), $"nobody asked for a release of hold {id}; nothing changed");
        work.Holds.AskRelease(id, null);
        var line = HoldLine.Of(work.Holds.Find(id)!, work, books.Today(work));
        books.Commit(work, new AuditEntry.HoldReleaseTakenBack(books.Now, books.Actor, id, known.Hold.Project));
        return Registered<HoldLine>.Of(line);
    }

    /// <summary>Ends the holds whose release counts by now. For whoever is about to erase and has found the clock to be right.</summary>
    public static void TakeEffect(ICatalogue catalogue, AuditLog log, Instant now)
    {
        using (var session = catalogue.Read())
        {
            if (!session.Holds.List().Any(h => Counts(h, now)))
                return;
        }
        using var work = catalogue.Begin();
        var due = work.Holds.List().Where(h => Counts(h, now)).ToList();
        foreach (var hold in due)
            work.Holds.Release(hold.Hold.Id, hold.Asked!.By, now);
        log.Append(work, [.. due.Select(h => new AuditEntry.HoldReleased(now, h.Asked!.By, h.Hold.Id, h.Hold.Project) { AsSingleOperator = true })]);
        work.Commit();
    }

    private static bool Counts(HoldEntry hold, Instant now) => hold.ReleasedAt is null && hold.Asked is { } asked && asked.From <= now;
}
