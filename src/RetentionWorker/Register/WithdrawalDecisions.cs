using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>What people decide of a withdrawal after it was received: an objection, an exemption, and that whoever withdrew was told.</summary>
internal sealed class WithdrawalDecisions(Bookkeeping books, Commitments commitments)
{
    /// <summary>Upheld, what starts at a withdrawal starts at the objection, counted from its receipt; dismissed, it is as if nobody had objected.</summary>
    public Registered<WithdrawalLine> Decide(long id, bool upheld) => Change(id, (work, known, now) =>
    {
        if (known.Facts.Ground != WithdrawalGround.Objection)
            return Problem($"withdrawal {id} is no objection ({AuditWord.Of(known.Facts.Ground)}): it acts without anybody's decision");
        if (known.Facts.Ruling is { } ruling)
        {
            return ruling.Upheld == upheld
                ? Nothing($"objection {id} was decided so before")
                : Refusal($"objection {id} was {(ruling.Upheld ? "upheld" : "dismissed")} at {InstantPattern.General.Format(ruling.At)}; what speaks against that is recorded as a withdrawal, or a hold, of its own");
        }
        work.Withdrawals.Decide(id, new ObjectionRuling(upheld, now));
        var lifted = Restrictions.Lift(work, known.Facts, books.Actor, now);
        return Entries([new AuditEntry.ObjectionDecided(now, books.Actor, id, known.Facts.Project, Committed(known), upheld), .. lifted]);
    });

    /// <summary>Takes one category out of its reach: its records stay under their ordinary rules (Art. 17(3)(d)).</summary>
    public Registered<WithdrawalLine> Exempt(long id, CategoryName category, ExemptReason because, string reference) => Change(id, (work, known, now) =>
    {
        if (ProjectRules.ProblemOfReference(reference) is { } problem)
            return Problem($"--reference: {problem}: it goes on the audit log, where there is no room for names");
        if (!known.Facts.Names(category))
            return Problem($"withdrawal {id} is for category {known.Facts.Category} alone, and leaves {category} as it is");
        if (known.Facts.Ruling is { Upheld: false })
            return Refusal($"objection {id} was dismissed: nothing starts at it, and there is nothing to exempt");
        if (known.Facts.ExemptionOf(category) is { } before)
            return Nothing($"category {category} is exempt from withdrawal {id} since {InstantPattern.General.Format(before.At)} ({before.Reference})");
        work.Withdrawals.Exempt(id, new Exemption(category, because, reference, now), books.Actor);
        return Entries([new AuditEntry.WithdrawalExempted(now, books.Actor, id, known.Facts.Project, Committed(known), category, because, reference)]);
    });

    /// <summary>Records that whoever withdrew was told what stays, why, and where to complain (Art. 12(4)).</summary>
    public Registered<WithdrawalLine> Inform(long id, LocalDate on) => Change(id, (work, known, now) =>
    {
        if (on > books.Today(work))
            return Problem($"--on {LocalDatePattern.Iso.Format(on)} lies in the future: it is the day on which they were informed");
        if (on < known.Facts.ReceivedOn)
            return Problem($"--on {LocalDatePattern.Iso.Format(on)} is before withdrawal {id} was received, on {LocalDatePattern.Iso.Format(known.Facts.ReceivedOn)}");
        work.Withdrawals.Inform(id, on, now);
        return Entries([new AuditEntry.RequesterInformed(now, books.Actor, id, known.Facts.Project, Committed(known), on)]);
    });

    private Registered<WithdrawalLine> Change(long id, Func<IUnitOfWork, WithdrawalEntry, Instant, Step> step)
    {
        using var work = books.Begin();
        if (work.Withdrawals.Find(id) is not { } known)
            return Registered<WithdrawalLine>.Bad($"there is no withdrawal {id} (see: retention withdraw list)");
        if (known.CancelledAt is { } cancelled)
            return Registered<WithdrawalLine>.No($"withdrawal {id} was cancelled at {InstantPattern.General.Format(cancelled)}");
        var (entries, no, unchanged) = step(work, known, books.Now);
        if (no is not null)
            return no;
        var line = WithdrawalLine.Of(work.Withdrawals.Find(id)!, work);
        if (unchanged is not null)
            return Registered<WithdrawalLine>.Of(line, $"{unchanged}; nothing changed");
        books.Commit(work, entries);
        return Registered<WithdrawalLine>.Of(line);
    }

    private string Committed(WithdrawalEntry known) => commitments.OfParticipant(known.Facts.Project, known.Facts.Participant);

    private static Step Entries(IReadOnlyList<AuditEntry> entries) => new(entries, null, null);

    private static Step Problem(string what) => new([], Registered<WithdrawalLine>.Bad(what), null);

    private static Step Refusal(string why) => new([], Registered<WithdrawalLine>.No(why), null);

    private static Step Nothing(string unchanged) => new([], null, unchanged);

    /// <summary>What one decision came to: entries for the log, or why there are none.</summary>
    private sealed record Step(IReadOnlyList<AuditEntry> Entries, Registered<WithdrawalLine>? No, string? Unchanged);
}
