using RetentionWorker.Plan;

namespace RetentionWorker.Cli;

/// <summary>Holds of the stores' own, beside ours.</summary>
internal static class StoreHoldsShown
{
    public static void Show(Answer answer, IReadOnlyList<StoreHoldLine> lines)
    {
        if (answer.IsJson || lines.Count == 0)
            return;
        answer.Line("the stores themselves hold:");
        answer.Many(
            lines, "",
            new("store", l => l.Store), new("project", l => l.Project), new("category", l => l.Category), new("legal hold", l => l.LegalHold),
            new("immutable", l => l.Immutable), new("until", l => l.ImmutableUntil), new("our holds", l => string.Join(", ", l.Ours)), new Column<StoreHoldLine>("difference", l => l.Finding));
    }

    public static IEnumerable<string> Needs(IEnumerable<StoreHoldLine> lines) => lines.Where(l => l.Finding is not null).Select(l =>
        l.Finding == "no-hold-of-ours"
            ? $"store {l.Store} keeps {Amount.Of(l.LegalHold, "record")} of {Answer.Show(l.Project)} {Answer.Show(l.Category)} under a legal hold of its own, and no hold here does: place one, or have it taken away there"
            : $"store {l.Store} keeps records of {Answer.Show(l.Project)} {Answer.Show(l.Category)} immutable until {Answer.Show(l.ImmutableUntil)}, beyond their deadline: have the policy shortened there");
}
