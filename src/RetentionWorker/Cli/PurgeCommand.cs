using System.CommandLine;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Plan;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>Erases now what is already due in a scope. What is not due or on hold it refuses, with the reason: nothing here goes around the schedule.</summary>
internal sealed class PurgeCommand : Verb
{
    private readonly Option<ProjectId> project = Inputs.Project();
    private readonly Option<CategoryName?> category = Inputs.Category();
    private readonly Option<ParticipantId?> participant = Inputs.Participant();
    private readonly Option<bool> yes = new("--yes") { Description = "Do not ask; takes --plan" };
    private readonly Option<string?> plan = new("--plan") { Description = "The digest of the plan that was looked at; any other plan is refused", HelpName = "DIGEST" };

    public PurgeCommand()
        : base("purge", "Erase now what is due in a project, after showing the plan and asking.", "retention purge --project commute-study --participant P07\nretention purge --project commute-study --yes --plan 3f6c…")
    {
        foreach (var option in new Option[] { project, category, participant, yes, plan })
            Add(option);
        Validators.Add(given =>
        {
            if (given.GetValue(yes) && given.GetResult(plan) is null)
                given.AddError("--yes needs --plan DIGEST: only a plan that was looked at is carried out without asking (see: retention purge without --yes, or retention plan)");
        });
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var (answer, unasked) = (asked.Answer, asked.Get(yes));
        if (!unasked && !asked.CanAsk)
            return answer.Stop(ExitCode.Usage, "there is no terminal to ask on; look at the plan (retention plan), then: retention purge … --yes --plan DIGEST");
        var scope = new PlanScope(asked.Get(project), asked.Get(category), asked.Get(participant));
        var previewing = asked.Room<Previewing>();
        var preview = await asked.ShowAsync("deciding and planning", _ => Task.FromResult(previewing.Look(scope, ct)));
        var refused = preview.Lines.Where(l => l.Standing is not (Standing.Due or Standing.Overdue)).ToList();
        if (preview.Plan.Records == 0)
        {
            return refused.Count == 0
                ? answer.Stop(ExitCode.Refused, $"nothing is known of {InWords(scope)}; retention discover looks for new records")
                : answer.Stop(ExitCode.Refused, $"nothing of {InWords(scope)} is due", refused.Select(Why));
        }
        if (asked.Get(plan) is { } digest && digest != preview.Plan.Digest)
            return answer.Stop(ExitCode.Refused, $"the plan of now is {preview.Plan.Digest}, not {digest}: look at it again");
        if (!unasked && !Agreed(asked, preview, refused))
            return answer.Stop(ExitCode.Refused, "not agreed to; nothing was erased");
        var purging = asked.Room<Purging>();
        var report = await asked.ShowRunAsync("checking the audit log", line => purging.CarryOutAsync(scope, preview.Plan.Digest, (done, total) => Follow(line, done, total), ct));
        return Show(answer, preview, report, refused);
    }

    private static bool Agreed(VerbContext asked, Preview preview, List<StandingLine> refused)
    {
        foreach (var line in preview.Lines.Except(refused))
            asked.Answer.Note($"  {line.Project} {line.Category}: {line.Records} records, {(line.Standing == Standing.Overdue ? "overdue" : "due")} since {Answer.Show(line.EraseFrom)} ({string.Join(", ", line.Rules)})");
        foreach (var line in refused)
            asked.Answer.Note("  not erased: " + Why(line));
        return asked.Ask($"Erase these {preview.Plan.Records} records for good?");
    }

    private static void Follow(StageLine? line, long done, long total)
    {
        if (total > 0)
            line?.At("the daemon erases", done, total);
        else
            line?.At("waiting for the daemon");
    }

    private static ExitCode Show(Answer answer, Preview preview, PurgeReport report, List<StandingLine> refused)
    {
        var result = report.Result;
        if (result.Refused is { } code)
            return answer.Stop(ExitCode.Refused, code == "waits" ? $"the plan {preview.Plan.Digest} goes beyond a limit and waits whole for an approval" : result.Message ?? code);
        var notErased = result.NotErased ?? new Dictionary<string, long>();
        answer.One(
            new
            {
                plan = preview.Plan.Digest, result.Due, result.Erased, result.AlreadyAbsent, notErased, report.HandedOver,
                refused = refused.Select(l => new { l.Project, l.Category, l.Records, standing = l.Standing, l.Reason, l.EraseFrom, l.EraseBy, l.Holds }),
            },
            $"{result.Erased} records erased, {result.AlreadyAbsent} absent already{string.Concat(notErased.Select(n => $", {n.Value} {n.Key}"))}");
        foreach (var line in refused)
            answer.Warn("not erased: " + Why(line));
        if (result.Message is { } withheld)
            return answer.Stop(ExitCode.Refused, withheld);
        return ExitCodes.Of(
            result.SuspectStores is { Count: > 0 } ? ExitCode.Refused : ExitCode.Done,
            result.UnavailableStores is { Count: > 0 } ? ExitCode.Unavailable : ExitCode.Done,
            notErased.GetValueOrDefault("stopping") > 0 ? ExitCode.Interrupted : ExitCode.Done,
            notErased.Values.Sum() > 0 ? ExitCode.PartlyDone : ExitCode.Done);
    }

    private static string InWords(PlanScope scope) =>
        $"project {scope.Project}{(scope.Category is { } c ? $", category {c}" : "")}{(scope.Participant is { } p ? $", participant {p}" : "")}";

    private static string Why(StandingLine line) => $"{line.Category?.Value ?? "records that fit no template"}: {line.Records} records " + line.Standing switch
    {
        Standing.Held => $"on hold ({string.Join(", ", line.Holds.Select(h => $"hold {h}"))})",
        Standing.Unclassified => $"unclassified ({line.Reason})",
        _ when line.EraseFrom is { } from => $"not due before {Answer.Show(from)} ({line.Reason}; {string.Join(", ", line.Rules)})",
        _ => $"not due ({line.Reason})",
    };
}
