using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Canary;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;
using RetentionWorker.Verify;

namespace RetentionWorker.Run;

/// <summary>
/// The canaries' part of a run. They are erased by a pass of their own, through every stage and guard that any record goes through: what belongs to
/// people is planned, counted and limited without them, and theirs without it.
/// </summary>
internal sealed class ProofOfLife(ICatalogue catalogue, IReadOnlyDictionary<StoreName, ConfiguredStore> stores, Verifying verifying, Planting planting, Looking looking)
{
    /// <summary>Whether canaries are wanted anywhere, or one that was may still stand.</summary>
    public bool IsWanted
    {
        get
        {
            if (planting.Wanted.Count > 0)
                return true;
            using var session = catalogue.Read();
            return session.Canaries.List().Any(c => c.MayStand);
        }
    }

    public Task PlantAsync(RetentionSchedule schedule, CancellationToken ct) => planting.PlantAsync(schedule.Zone, ct);

    public static PlannedPass Plan(IReadSession session, RetentionSchedule schedule, Instant at) => PlannedPass.Make(session, schedule, CanaryRules.Scope, at);

    /// <summary>After the pass: whether each is where it must be. <paramref name="checkIdentity"/> throws <see cref="StoreFault"/> for a store that is not the adopted one.</summary>
    public Task LookAsync(Instant startedAt, Func<ConfiguredStore, CancellationToken, Task> checkIdentity, CancellationToken ct) => looking.LookAsync(
        startedAt,
        async (name, names, token) =>
        {
            if (!stores.TryGetValue(name, out var store))
                return null;
            try
            {
                await checkIdentity(store, token);
                var seen = await verifying.VerifyAsync(name, names, token);
                await checkIdentity(store, token);
                return seen;
            }
            catch (StoreFault)
            {
                // Reported by the discovery; of its canaries nothing is known until it answers.
                return null;
            }
        },
        ct);
}
