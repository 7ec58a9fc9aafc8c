using System.CommandLine;
using RetentionWorker.Anchor;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class AuditAnchorCommand : Verb
{
    private readonly Option<string?> to = new("--to") { Description = "One configured place; all of them where it is not given", HelpName = "PLACE" };

    public AuditAnchorCommand()
        : base("anchor", "Give the signed head of the audit log to the configured places outside, which keep it or vouch for it. No entry leaves.", "retention audit anchor") => Add(to);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var anchoring = asked.Room<Anchoring>();
        if (!anchoring.HasPlaces)
            return asked.Answer.Stop(ExitCode.BadConfiguration, "no place is configured that keeps checkpoints of the audit log (anchors.places in retention.json)", "docs/anchors.md");
        if (asked.Get(to) is { } name && !anchoring.Names.Contains(name))
            return asked.Answer.Stop(ExitCode.BadInput, $"--to {name}: the configured places are {string.Join(", ", anchoring.Names)}");
        var lines = await anchoring.SendNowAsync(asked.Room<Actor>().Id, asked.Get(to), ct);
        asked.Answer.Many(
            lines, "", new Column<AnchorLine>("place", l => l.Place), new("kind", l => l.Kind), new("entries", l => l.Size), new("taken", l => l.Code is null ? "yes" : $"no: {l.Code}"));
        if (lines.Select(l => l.SecondFault).FirstOrDefault(f => f is not null) is { } fault)
            asked.Answer.Warn($"the vault did not sign the checkpoint ({fault}): it went out with the log's own line alone");
        if (lines.Any(l => l.TellsOfLostEntries))
        {
            return asked.Answer.Stop(
                ExitCode.LogDoesNotVerify, "a place knows the log otherwise than it is: entries are lost, an older copy was put back, or its history was rewritten",
                "erase nothing more; keep the data directory as it is, and: retention audit verify");
        }
        return lines.All(l => l.Code is null) ? ExitCode.Done
            : lines.All(l => l.Code is not null) ? asked.Answer.Stop(ExitCode.Unavailable, "no place took the checkpoint")
            : asked.Answer.Stop(ExitCode.PartlyDone, $"not every place took the checkpoint: {string.Join(", ", lines.Where(l => l.Code is not null).Select(l => $"{l.Place} ({l.Code})"))}");
    }
}
