using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Decide;
using RetentionWorker.Erase;
using RetentionWorker.Record;
using RetentionWorker.Stores;
using RetentionWorker.Verify;

namespace RetentionWorker.Run;

/// <summary>
/// Finds out what became of intents that an ended process left without an outcome: gone already, or to be decided anew under the facts and
/// guards of now. An intent whose store cannot be asked stays open, and its record is left alone until it can.
/// </summary>
internal sealed class Resolving(
    ICatalogue catalogue, IClock clock, IReadOnlyDictionary<StoreName, ConfiguredStore> stores, Erasing erasing, Verifying verifying, AuditLog log, IRunProgress progress)
{
    private const int IntentsAtOnce = 256;

    private sealed record Doubt(OpenIntent Intent, RecordEntry Record);

    /// <summary>How many intents are still open afterwards. <paramref name="checkIdentity"/> throws a <see cref="StoreFault"/> for a store that is not the adopted one.</summary>
    public async Task<long> ResolveAsync(RetentionSchedule schedule, string actor, Func<ConfiguredStore, CancellationToken, Task> checkIdentity, CancellationToken ct)
    {
        List<Doubt> doubts;
        using (var session = catalogue.Read())
        {
            doubts = [.. session.Intents.ListOpen().Select(i => new Doubt(
                i, session.Records.Find(i.RecordId) ?? throw new InvalidOperationException("The record of an open intent is missing from the catalogue.")))];
        }
        if (doubts.Count == 0)
            return 0;
        progress.At(RunBoundary.IntentsResolving, null);
        foreach (var ofStore in doubts.GroupBy(d => d.Record.Address.Store))
        {
            try
            {
                if (!stores.TryGetValue(ofStore.Key, out var store))
                    continue;
                await checkIdentity(store, ct);
                await verifying.SettleAsync(store.Name, ct);
                foreach (var batch in ofStore.Chunk(IntentsAtOnce))
                {
                    var seen = await verifying.VerifyAsync(store.Name, [.. batch.Select(d => d.Record.Address.Name)], ct);
                    await checkIdentity(store, ct);
                    // Before the outcome: once it is written, nobody comes back to where the record was.
                    await erasing.TidyAsync(store.Name, [.. batch.Zip(seen).Where(d => d.Second is VerificationOutcome.Absent).Select(d => d.First.Record.Address.Name)], ct);
                    Write(store, schedule, actor, batch, seen);
                }
            }
            catch (StoreFault)
            {
                // Reported by the discovery that follows; these intents stay open.
            }
        }
        using var after = catalogue.Read();
        return after.Intents.ListOpen().Count;
    }

    private void Write(ConfiguredStore store, RetentionSchedule schedule, string actor, Doubt[] batch, IReadOnlyList<VerificationOutcome> seen)
    {
        using var uow = catalogue.Begin();
        var now = clock.GetCurrentInstant();
        var today = now.InZone(schedule.Zone).Date;
        var look = new SecondLook(uow, schedule, now);
        var gone = new List<Doubt>();
        foreach (var (doubt, sight) in batch.Zip(seen))
        {
            if (sight is VerificationOutcome.Unknown)
                continue;
            var second = look.At(doubt.Record.Address, doubt.Record.GroupId);
            var record = CommitmentOf(uow, doubt.Intent);
            AuditEntry.Outcome outcome = sight is VerificationOutcome.Absent absent
                ? new AuditEntry.Erased(now, actor, doubt.Intent.Seq, record, ErasureMethod.Unknown, 1, Residue.Merge([.. absent.Residue, .. OutcomeOf.Declared(store.Declared, today)]), absent.How) { Resolved = true }
                : new AuditEntry.Kept(now, actor, doubt.Intent.Seq, record, ReasonFor((VerificationOutcome.Present)sight, doubt, second.Decision)) { Resolved = true };
            log.Append(uow, [outcome]);
            var ofCanary = CanaryRules.IsReserved(second.Key.Project);
            uow.Inventories.Erased(store.Name, ofCanary ? 0 : OutcomeOf.Gone([outcome]));
            OutcomeOf.Settle(uow, doubt.Record.Id, outcome, today);
            if (outcome is AuditEntry.Erased)
                gone.Add(doubt);
            if (outcome is AuditEntry.Erased && !ofCanary && second.Key.Project is { } project && uow.Plans.Find(doubt.Intent.PlanDigest)?.Judgement?.Approval is null)
                uow.Spent.Add([new SpentLine(now, store.Name, project, second.Key.Participation, 1, doubt.Record.Size)]);
        }
        TooLate.Note(uow, log, actor, look, gone.Select(d => (d.Record.Address, d.Record.GroupId)), now);
        uow.Commit();
        progress.At(RunBoundary.IntentResolved, store.Name);
    }

    /// <summary>As the intent itself has it: where the record is filed may have changed since.</summary>
    private static string CommitmentOf(IUnitOfWork uow, OpenIntent intent)
    {
        var (seq, entry) = uow.Log.Read(intent.Seq).First();
        using var json = System.Text.Json.JsonDocument.Parse(entry);
        return seq == intent.Seq && json.RootElement.TryGetProperty("record", out var record)
            ? record.GetString()!
            : throw new RunRefusal("log", "intent-missing", "An open intent is missing from the audit log: nothing is erased. Run 'retention audit verify'.");
    }

    private static KeptReason ReasonFor(VerificationOutcome.Present seen, Doubt doubt, Decision decision) => decision switch
    {
        Decision.Held => KeptReason.Held,
        { Erases: false } => KeptReason.NoLongerDue,
        _ when seen.Version != doubt.Record.Version => KeptReason.Changed,
        _ => KeptReason.Interrupted,
    };
}
