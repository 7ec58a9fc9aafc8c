using System.CommandLine;
using Retention.Domain.Corrections;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class CorrectionListCommand : Verb
{
    public CorrectionListCommand()
        : base("list", "List the corrections that were asked for, and what became of each.", "retention correction list")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        asked.Answer.Many(
            asked.Room<CorrectionReading>().List(), "no correction was asked for",
            new("correction", c => c.Correction), new("stands", c => c.IsExpired ? "expired" : c.Standing), new("kind", c => c.Kind), new("project", c => c.Project),
            new("from", c => Short(c.From)), new("to", c => c.Into ?? Short(c.To)), new("records", c => c.Records), new("informed", c => c.Informed), new("asked at", c => c.AskedAt),
            new Column<CorrectionLine>("must be resolved by", c => c.MustBeResolvedBy));
        return Task.FromResult(ExitCode.Done);
    }

    private static string? Short(string? value) => value is { Length: 64 } ? value[..12] + "…" : value;
}

internal sealed class CorrectionShowCommand : Verb
{
    private readonly Argument<string> digest = KeptPlanShown.Digest("DIGEST", "The correction's digest");

    public CorrectionShowCommand()
        : base("show", "Show a correction and what it would move by now: which records become due, overdue, or stay for longer.", "retention correction show 3f6c…") => Add(digest);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        if (asked.Room<CorrectionReading>().Show(asked.Get(digest)) is not { Correction: { } line } shown)
            return Task.FromResult(asked.Answer.Stop(ExitCode.BadInput, $"no correction {asked.Get(digest)} was asked for (see: retention correction list)"));
        asked.Answer.One(shown, [.. CorrectionShown.Head(line), .. CorrectionShown.Differences(shown), .. CorrectionShown.Lines(shown.Becomes), .. CorrectionShown.TooLate(shown.ErasedTooEarly)]);
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class ScheduleDiffCommand : Verb
{
    public ScheduleDiffCommand()
        : base("diff", "Say by what the configured schedule differs from the one in force, and which records that would move.", "retention schedule diff")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) =>
        Task.FromResult(CorrectionShown.Give(asked.Answer, asked.Room<ScheduleProposals>().Diff()));
}

internal sealed class ScheduleProposeCommand : Verb
{
    private readonly Option<InformedHow> informed = CorrectionShown.Informed();

    public ScheduleProposeCommand()
        : base("propose", "Ask for the configured schedule to take the place of the one in force; it takes a second person where it moves any record's days.", "retention schedule propose --informed participants-informed") => Add(informed);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) =>
        Task.FromResult(CorrectionShown.Give(asked.Answer, asked.Room<ScheduleProposals>().Propose(asked.Was(informed) ? asked.Get(informed) : null)));
}
