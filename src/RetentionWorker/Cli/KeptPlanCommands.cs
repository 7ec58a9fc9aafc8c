using System.CommandLine;
using Retention.Domain.Approvals;
using RetentionWorker.Approve;
using RetentionWorker.Plan;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class PlanListCommand : Verb
{
    public PlanListCommand()
        : base("list", "List the plans that wait for an approval, are approved, or were kept to look at.", "retention plan list")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        asked.Answer.Many(
            asked.Room<PlanReading>().List(), "no plan is kept",
            new("plan", p => p.Digest), new("stands", p => p.IsExpired ? "expired" : p.Standing), new("records", p => p.Records), new("bytes", p => p.Bytes),
            new("waits for", p => string.Join(", ", p.Exceeded.Select(KeptPlanShown.Limit))), new("early", p => p.Early), new("kept at", p => p.KeptAt),
            new("expires at", p => p.ExpiresAt), new Column<KeptPlanLine>("must be resolved by", p => p.MustBeResolvedBy));
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class PlanShowCommand : Verb
{
    private readonly Argument<string> digest = KeptPlanShown.Digest("DIGEST", "The plan's digest");

    public PlanShowCommand()
        : base("show", "Show a kept plan record by record: exactly what carrying it out would erase.", "retention plan show 3f6c… --output json") => Add(digest);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var reading = asked.Room<PlanReading>();
        if (reading.Find(asked.Get(digest)) is not { } plan)
            return Task.FromResult(asked.Answer.Stop(ExitCode.BadInput, KeptPlanShown.Unknown(asked.Get(digest))));
        var lines = reading.Lines(plan.Digest);
        asked.Answer.One(new { plan, records = lines }, KeptPlanShown.Head(plan).Concat(lines.Select(l => $"  {l.Record}  {l.Version}{(l.State == "planned" ? "" : $"  {l.State}")}")));
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class PlanDiffCommand : Verb
{
    private readonly Argument<string> first = KeptPlanShown.Digest("FIRST", "A kept plan's digest");
    private readonly Argument<string> second = KeptPlanShown.Digest("SECOND", "Another one's");

    public PlanDiffCommand()
        : base("diff", "Say by which records two kept plans differ.", "retention plan diff 3f6c… 91ab…")
    {
        Add(first);
        Add(second);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var reading = asked.Room<PlanReading>();
        foreach (var digest in new[] { asked.Get(first), asked.Get(second) })
        {
            if (reading.Find(digest) is null)
                return Task.FromResult(asked.Answer.Stop(ExitCode.BadInput, KeptPlanShown.Unknown(digest)));
        }
        asked.Answer.Many(
            reading.Diff(asked.Get(first), asked.Get(second)), "the plans have the same records",
            new("", d => d.Difference switch { "only-first" => "-", "only-second" => "+", _ => "~" }), new("record", d => d.Record),
            new("first version", d => d.FirstVersion), new Column<PlanDifference>("second version", d => d.SecondVersion));
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class ApproveCommand : Verb
{
    private readonly Argument<string> digest = KeptPlanShown.Digest("DIGEST", "The digest of the plan or correction that was looked at");
    private readonly Option<bool> single = new("--as-single-operator") { Description = "The only person at this site approves what they asked for; it counts 24 hours later" };

    public ApproveCommand()
        : base("approve", "Consent to one waiting plan or correction; whoever asked for it cannot. A plan is carried out at the next look, or by purge --plan DIGEST; a correction takes effect.", "retention approve 3f6c…")
    {
        Add(digest);
        Add(single);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(
        Knows(asked, asked.Get(digest))
            ? KeptPlanShown.Tell(asked.Answer, asked.Room<Approving>().Approve(asked.Get(digest), asked.Room<Actor>().Id, asked.Get(single)))
            : asked.Answer.Stop(ExitCode.Refused, "not agreed to; nothing was approved"));

    /// <summary>Who goes over somebody's no is told of it first, and where there is a terminal asked.</summary>
    private static bool Knows(VerbContext asked, string digest)
    {
        if (asked.Room<PlanReading>().Find(digest) is not { Standing: PlanStanding.Waits, RejectedBefore: { Count: > 0 } against })
            return true;
        foreach (var no in against)
            asked.Answer.Warn(KeptPlanShown.Against(no));
        return !asked.CanAsk || asked.Ask("Approve it all the same?");
    }
}

internal sealed class RejectCommand : Verb
{
    private readonly Argument<string> digest = KeptPlanShown.Digest("DIGEST", "The plan's digest");
    private readonly Option<RejectReason> because = Inputs.Word<RejectReason>("--because", "Why");

    public RejectCommand()
        : base("reject", "Say no to a waiting plan or correction, or take an approval back; the records stay as they are, and their deadline goes on counting.", "retention reject 3f6c… --because wrong-facts")
    {
        Add(digest);
        Add(because);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(KeptPlanShown.Tell(
        asked.Answer, asked.Room<Approving>().Reject(asked.Get(digest), asked.Room<Actor>().Id, asked.Get(because))));
}
