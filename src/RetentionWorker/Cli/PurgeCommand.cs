using System.CommandLine;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Plan;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>
/// Erases now what is already due in a scope, or exactly what a kept plan names. What is not due or on hold it refuses, with the reason:
/// nothing here goes around the schedule but early erasure, and that always waits for another person.
/// </summary>
internal sealed class PurgeCommand : Verb
{
    private readonly Option<ProjectId?> project = Inputs.AnyProject();
    private readonly Option<CategoryName?> category = Inputs.Category();
    private readonly Option<ParticipantId?> participant = Inputs.Participant();
    private readonly Option<bool> yes = new("--yes") { Description = "Do not ask; takes --plan" };
    private readonly Option<string?> plan = new("--plan") { Description = "The digest of the plan that was looked at; any other plan is refused", HelpName = "DIGEST", CustomParser = KeptPlanShown.ParseDigest };
    private readonly Option<bool> early = new("--early") { Description = "Ask for what is past its starting point and not yet due; always waits for an approval. Takes --because" };
    private readonly Option<EarlyReason> because = new("--because") { Description = $"Why early: {string.Join(" | ", Words.All<EarlyReason>())}", HelpName = "CODE", CustomParser = Words.Parse<EarlyReason> };

    public PurgeCommand()
        : base(
            "purge", "Erase now what is due in a project, after showing the plan and asking; or exactly the records of a kept plan.",
            "retention purge --project commute-study --participant P07\nretention purge --yes --plan 3f6c…\nretention purge --early --because no-longer-necessary --project commute-study --category contact-details")
    {
        foreach (var option in new Option[] { project, category, participant, yes, plan, early, because })
            Add(option);
        Validators.Add(given =>
        {
            if (given.GetValue(yes) && given.GetResult(plan) is null)
                given.AddError("--yes needs --plan DIGEST: only a plan that was looked at is carried out without asking (see: retention purge without --yes, or retention plan)");
            if (given.GetResult(plan) is null && given.GetResult(project) is null)
                given.AddError("name what to erase: --project P, or --plan DIGEST of a kept plan");
            if (given.GetResult(project) is null && (given.GetResult(category) is not null || given.GetResult(participant) is not null))
                given.AddError("--category and --participant need --project P");
            if (given.GetValue(early) != given.GetResult(because) is not null || (given.GetValue(early) && given.GetResult(plan) is not null))
                given.AddError("--early and --because CODE go together, without --plan: the plan that they make waits for an approval");
        });
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var (answer, unasked) = (asked.Answer, asked.Get(yes));
        var scope = new PlanScope(asked.Get(project), asked.Get(category), asked.Get(participant));
        if (asked.Get(early))
            return await AskEarlyAsync(asked, scope, ct);
        if (!unasked && !asked.CanAsk)
            return answer.Stop(ExitCode.Usage, "there is no terminal to ask on; look at the plan (retention plan), then: retention purge … --yes --plan DIGEST");
        if (asked.Get(plan) is { } digest && asked.Room<PlanReading>().Find(digest) is { } kept)
            return await CarryOutKeptAsync(asked, scope, kept, ct);
        if (scope.Project is null)
            return answer.Stop(ExitCode.Refused, KeptPlanShown.Unknown(asked.Get(plan)!));
        var previewing = asked.Room<Previewing>();
        var preview = await asked.ShowAsync("deciding and planning", _ => Task.FromResult(previewing.Look(scope, ct)));
        var refused = preview.Lines.Where(l => l.Standing is not (Standing.Due or Standing.Overdue)).ToList();
        if (preview.Plan.Records == 0)
            return NothingDue(asked, scope, refused);
        if (asked.Get(plan) is { } other && other != preview.Plan.Digest)
            return answer.Stop(ExitCode.Refused, $"the plan of now is {preview.Plan.Digest}, not {other}: look at it again");
        if (!unasked && !Agreed(asked, preview, refused))
            return answer.Stop(ExitCode.Refused, "not agreed to; nothing was erased");
        previewing.Save(preview);
        return await CarryOutAsync(asked, scope, preview.Plan.Digest, refused, ct);
    }

    private async Task<ExitCode> AskEarlyAsync(VerbContext asked, PlanScope scope, CancellationToken ct)
    {
        var previewing = asked.Room<Previewing>();
        var made = await asked.ShowAsync("deciding and planning", _ => Task.FromResult(previewing.LookEarly(scope, asked.Get(because), ct)));
        if (made.Plan.Records == 0)
        {
            return asked.Answer.Stop(
                ExitCode.Refused, $"nothing of {InWords(scope)} can go early: it has to be past its starting point, not yet due, not held, and under no obligation",
                StandingWords.WhyNot(previewing.Look(scope, ct).Lines));
        }
        asked.Answer.One(
            new { plan = made.Plan.Digest, made.Plan.Records, made.Plan.Bytes, waits = true, mustBeResolvedBy = made.DeadlineAt },
            $"plan {made.Plan.Digest} would erase {Amount.Of(made.Plan.Records, "record")} before their time");
        return asked.Answer.Stop(ExitCode.Refused, $"early erasure waits for an approval by somebody else, for 24 hours: retention approve {made.Plan.Digest}");
    }

    private async Task<ExitCode> CarryOutKeptAsync(VerbContext asked, PlanScope scope, KeptPlanLine kept, CancellationToken ct)
    {
        if (scope.Project is not null && scope != kept.Scope)
            return asked.Answer.Stop(ExitCode.Refused, $"plan {kept.Digest} was made for another scope than {InWords(scope)}; leave the scope out to carry it out as it is");
        if (!asked.Get(yes))
        {
            foreach (var line in KeptPlanShown.Head(kept))
                asked.Answer.Note(line);
            if (!asked.Ask($"Erase its {Amount.Of(kept.Records, "record")} for good, as far as still there and due?"))
                return asked.Answer.Stop(ExitCode.Refused, "not agreed to; nothing was erased");
        }
        return await CarryOutAsync(asked, kept.Scope, kept.Digest, [], ct);
    }

    private static async Task<ExitCode> CarryOutAsync(VerbContext asked, PlanScope scope, string digest, List<StandingLine> refused, CancellationToken ct)
    {
        var purging = asked.Room<Purging>();
        var report = await asked.ShowRunAsync("checking the audit log", line => purging.CarryOutAsync(scope, digest, (done, total) => Follow(line, done, total), ct));
        return PurgeShown.Show(asked.Answer, digest, report, refused);
    }

    private static ExitCode NothingDue(VerbContext asked, PlanScope scope, List<StandingLine> refused)
    {
        if (refused.Count > 0)
            return asked.Answer.Stop(ExitCode.Refused, $"nothing of {InWords(scope)} is due", StandingWords.WhyNot(refused));
        var unknown = asked.Room<NameCheck>().Unknown(scope.Project, scope.Category, scope.Participant);
        return unknown.Count > 0
            ? asked.Answer.Stop(ExitCode.BadInput, string.Join("; ", unknown))
            : asked.Answer.Stop(ExitCode.Refused, $"nothing is known of {InWords(scope)}; retention discover looks for new records");
    }

    private static bool Agreed(VerbContext asked, Preview preview, List<StandingLine> refused)
    {
        foreach (var line in preview.Lines.Except(refused))
            asked.Answer.Note($"  {line.Project} {line.Category}: {Amount.Of(line.Records, "record")}, {(line.Standing == Standing.Overdue ? "overdue" : "due")} since {Answer.Show(line.EraseFrom)} ({string.Join(", ", line.Rules)})");
        foreach (var why in StandingWords.WhyNot(refused))
            asked.Answer.Note("  not erased: " + why);
        return asked.Ask($"Erase {Amount.Of(preview.Plan.Records, "record")} for good?");
    }

    private static void Follow(StageLine? line, long done, long total)
    {
        if (total > 0)
            line?.At("the daemon erases", done, total);
        else
            line?.At("waiting for the daemon");
    }

    private static string InWords(PlanScope scope) => PurgeShown.InWords(scope);
}
