using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Register;

/// <summary>Compares the configured template of a store with the one by which its names are read, and asks for it to take its place.</summary>
internal sealed class TemplateDesk(Bookkeeping books, CorrectionDesk corrections, ScheduleInForce schedule, IReadOnlyDictionary<StoreName, ConfiguredStore> stores)
{
    /// <summary>Asks for it; only looks with <paramref name="previewOnly"/>. Refused where records would leave a hold that is in force.</summary>
    public Registered<AskedCorrection> Propose(StoreName name, InformedHow? informed, bool previewOnly)
    {
        if (!stores.TryGetValue(name, out var store))
            return Registered<AskedCorrection>.Bad($"no store '{name}' is configured{NearestName.Hint(name.Value, stores.Keys.Select(s => s.Value))}");
        using var work = books.Begin();
        if (work.Stores.Find(name) is not { } adopted)
            return Registered<AskedCorrection>.No($"store {name} is not adopted: retention store adopt {name}");
        var configured = store.Template.Text;
        if (adopted.Template is not { } before || before == configured || !work.Stores.WasListed(name))
            return Registered<AskedCorrection>.Of(new(null, Shift.None, []), $"the names of store {name} are read by the configured template; nothing changed");
        var left = TemplateChange.LeavesHolds(work, name, configured);
        if (left.Count > 0)
        {
            return Registered<AskedCorrection>.No(
                $"by this template records would leave holds that are in force: {string.Join(", ", left.OrderBy(l => l.Key).Select(l => $"hold {l.Key} would not cover {l.Value} any more"))}. Place holds that cover them under their new names, or keep the template");
        }
        if (schedule.Adopted(work) is not { } inForce)
            return Registered<AskedCorrection>.No("no schedule is in force yet, so nobody can say what it would move: retention discover");
        var becomes = CorrectionOutlook.OfTemplate(work, inForce, name, configured, books.Now);
        var shift = becomes.Aggregate(Shift.None, (all, line) => all | line.Shift);
        return corrections.Ask(work, new CorrectionRequest(new Correction.TemplateReplaced(name, before, configured, shift), informed, becomes, previewOnly));
    }
}
