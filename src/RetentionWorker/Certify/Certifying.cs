using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Certificates;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Stores;

namespace RetentionWorker.Certify;

/// <summary>What came of asking for a certificate.</summary>
internal abstract record Certified
{
    /// <summary>The signed certificate's bytes, its judgement, and the key that others check it by.</summary>
    internal sealed record Done(byte[] File, CertificateJudgement Judgement, string VKey) : Certified;

    /// <summary>Nothing of that scope is known, neither in the catalogue nor on the log.</summary>
    internal sealed record Unknown : Certified;

    /// <summary>It is known, and nothing of it was ever erased or is to be.</summary>
    internal sealed record NothingErased : Certified;

    /// <summary>No entry can be connected with the scope: the keys are gone.</summary>
    internal sealed record Unlinkable(IReadOnlyList<string> Keys) : Certified;

    /// <summary>The log does not verify. <paramref name="At"/> is the first entry that cannot be trusted.</summary>
    internal sealed record Broken(long? At, string Problem) : Certified;

    /// <summary>The log went on each time while it was verified.</summary>
    internal sealed record Moving : Certified;
}

/// <summary>
/// Makes certificates, of one consistent view of the books whose log was verified first: the entries that are read for it are hashed again as they are read, and must make the
/// very head that was verified. Writes nothing.
/// </summary>
internal sealed class Certifying(
    VerifiedReading reading, Commitments commitments, ReadSchedule schedules, IReadOnlyDictionary<StoreName, ConfiguredStore> stores, IDocumentSigner signer, IClock clock)
{
    private static readonly HashSet<string> Disagreements = ["intent-forgotten", "intent-unknown", AuditVerify.HoldMissing, "hold-unlogged"];

    /// <param name="asked">The scope.</param>
    /// <param name="actor">Who asks, by their pseudonymous id.</param>
    /// <param name="clockDoubtful">Somebody who asked the stores found the clock in doubt.</param>
    /// <param name="progress">Told how many entries were verified, of how many.</param>
    /// <param name="ct">Ends the reading.</param>
    public Certified Of(CertificateScope asked, string actor, bool clockDoubtful, Action<long, long>? progress, CancellationToken ct) => reading.Of<Certified>(
        (session, verdict) => Of(asked, actor, clockDoubtful, session, verdict, ct), (at, problem) => new Certified.Broken(at, problem), () => new Certified.Moving(), progress, ct);

    private Certified Of(CertificateScope asked, string actor, bool clockDoubtful, IReadSession session, LogVerdict verdict, CancellationToken ct)
    {
        var head = session.Log.Head();
        var signed = head.Signed!;
        var scope = FoundScope.Of(asked, session, commitments);
        var gone = scope.IsByCommitment ? commitments.Gone([asked.Project]) : [];
        if (scope.IsByCommitment && scope.Participants.Count + scope.Records.Count == 0)
            return new Certified.Unlinkable(gone);
        var schedule = session.Schedules.Current() is { } adopted ? schedules(adopted) : null;
        var zone = schedule?.Zone ?? DateTimeZone.Utc;
        var now = clock.LogNow();
        var today = LocalDate.Min(now.InZone(zone).Date, now.InUtc().Date);
        var story = new LogStory(scope, zone);
        if (VerifiedReading.RootOf(session, story.Read, ct) != verdict.Root)
            return new Certified.Broken(null, "the entries changed after they were verified");
        var known = new CatalogueStory(session, scope, schedule, stores);
        known.Read(today, zone);
        if (!known.IsKnown && story.Outcomes + story.OpenIntents == 0)
            return gone.Count > 0 ? new Certified.Unlinkable(gone) : new Certified.Unknown();
        known.Add(Undone.OpenIntent, story.OpenIntents);
        known.Add(Undone.NotGone, story.NotGone.Except(CommitmentsForGood(session, known, story)).Count());
        known.Add(Undone.Unlinkable, gone.Count);
        known.Add(Undone.ClockDoubtful, clockDoubtful || now < session.Clock.HighWaterMark ? 1 : 0);
        // Whatever says erased in the catalogue has its outcome on the log, or somebody wrote it there.
        var goneOnLog = story.Ends["erased"] + story.Ends["already-absent"];
        var untold = Math.Max(0, known.Erased - goneOnLog);
        known.Add(Undone.LogPruned, verdict.First > 0 ? untold : 0);
        known.Add(Undone.BooksDisagree, (verdict.First > 0 ? 0 : untold) + verdict.Findings.Count(f => Disagreements.Contains(f.Finding)));

        var facts = new CertificateFacts(known.Reasons, [.. story.Gone.All.Select(g => GoneOf(g.Of, g.Count))], known.KeptForGood, session.Runs.Last?.InZone(zone).Date);
        if (CertificateJudge.Of(facts, today) is not { } judgement)
            return new Certified.NothingErased();
        var document = new CertificateDocument(scope, story, known, judgement, schedule, session, stores).Write(now, today, zone, actor, head, verdict);
        return new Certified.Done(signer.SignDocument(document, signed.VKey), judgement, signed.VKey);
    }

    private GoneRecords GoneOf(GoneKey gone, long records)
    {
        var store = new StoreName(gone.Store);
        var declared = stores.TryGetValue(store, out var configured) ? configured.Declared : null;
        return new(
            store, gone.On, LogStory.ResidueOf(gone.Residue),
            declared is null ? null : new DeclaredNow(declared.RecoverableUntil(gone.On) is { } until ? Period.DaysBetween(gone.On, until) : null), records);
    }

    /// <summary>What the log calls not gone, and a rule keeps for good by now: no longer undone.</summary>
    private IEnumerable<string> CommitmentsForGood(IReadSession session, CatalogueStory known, LogStory story)
    {
        if (story.NotGone.Count == 0)
            yield break;
        foreach (var group in known.GroupsForGood)
        {
            long after = 0;
            while (session.Records.PageOfGroup(group, after, session.Records.Noted, 1000) is { Count: > 0 } page)
            {
                after = page[^1].Planned.RecordId;
                foreach (var commitment in page.SelectMany(r => commitments.AllOfRecord(r.Planned.Address)))
                    yield return commitment;
            }
        }
    }
}
