using System.CommandLine;
using Retention.Domain.Holds;
using RetentionWorker.Plan;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class HoldReleaseCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The hold's number");
    private readonly Option<bool> single = new("--as-single-operator") { Description = "The only person at this site releases what they placed; it counts 24 hours later" };

    public HoldReleaseCommand()
        : base("release", "Release a hold; whoever placed it cannot. What it kept has its original deadlines again.", "retention hold release 2")
    {
        Add(id);
        Add(single);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var released = asked.Room<HoldReleases>().Release(asked.Get(id), asked.Get(single));
        if (released is not Registered<HoldLine>.Done { Fact: var hold })
            return Task.FromResult(asked.Answer.Give(released, h => $"hold {h.Hold} is released"));
        var (lines, noSchedule) = Outlook(asked, hold);
        var code = asked.Answer.Give(
            released,
            h => new
            {
                h.Hold, h.Project, h.Participant, h.Category, h.Record, h.Mandate, h.Reference, h.ReleasedAt, h.ReleasesAt,
                due = Sum(lines, Standing.Due), overdue = Sum(lines, Standing.Overdue), becomes = lines,
            },
            h => [$"hold {h.Hold} is {(h.ReleasedAt is null ? $"released from {Answer.Show(h.ReleasesAt)}; until then it stands (retention hold keep {h.Hold} takes this back)" : "released")}", .. lines.Select(InWords)]);
        if (Sum(lines, Standing.Overdue) is > 0 and var late)
            asked.Answer.Warn($"{Amount.Are(late, "record")} overdue {(hold.ReleasedAt is null ? "when it counts" : "at once")}: the hold has suspended their erasure, and moved no deadline");
        if (noSchedule is not null)
            asked.Answer.Warn($"what becomes due by it cannot be told: {noSchedule}");
        return Task.FromResult(code);
    }

    private static (IReadOnlyList<ReleasedLine> Lines, string? NoSchedule) Outlook(VerbContext asked, HoldLine hold)
    {
        try
        {
            return hold is { ReleasedAt: null, ReleasesAt: null }
                ? ([], null)
                : (asked.Room<ReleaseOutlook>().Of(hold.Hold, asked.Room<ScheduleInForce>().See().Schedule, hold.ReleasedAt ?? hold.ReleasesAt!.Value), null);
        }
        catch (ScheduleFault fault)
        {
            return ([], fault.Message);
        }
    }

    private static long Sum(IReadOnlyList<ReleasedLine> lines, Standing standing) => lines.Where(l => l.Standing == standing).Sum(l => l.Records);

    private static string InWords(ReleasedLine line) =>
        $"  {line.Project} {Answer.Show(line.Category)}: {Amount.Of(line.Records, "record")} "
        + line.Standing switch
        {
            Standing.Overdue => $"overdue: due since {Answer.Show(line.EraseFrom)}, to be gone by {Answer.Show(line.EraseBy)}",
            Standing.Due => $"due since {Answer.Show(line.EraseFrom)}, to be gone by {Answer.Show(line.EraseBy)}",
            Standing.Kept when line.EraseFrom is not null => $"due on {Answer.Show(line.EraseFrom)}, to be gone by {Answer.Show(line.EraseBy)}",
            Standing.Unclassified => "unclassified",
            _ => "kept: nothing makes them due yet",
        };
}

internal sealed class HoldKeepCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The hold's number");

    public HoldKeepCommand()
        : base("keep", "Take a release back that does not count yet.", "retention hold keep 2") => Add(id);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<HoldReleases>().Keep(asked.Get(id)), h => $"hold {h.Hold} stands"));
}

internal sealed class HoldGroundCommand : Verb
{
    private readonly Argument<long> id = Inputs.Number("ID", "The hold's number");
    private readonly Option<KeepingGround> ground = Inputs.Word<KeepingGround>("--ground", "Why a request for erasure does not reach what it covers (UK GDPR Art. 17(3))");

    public HoldGroundCommand()
        : base("ground", "Name the ground on which a hold stands against a withdrawal that came after it.", "retention hold ground 2 --ground legal-claims")
    {
        Add(id);
        Add(ground);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<HoldDesk>().Ground(asked.Get(id), asked.Get(ground)), h => $"hold {h.Hold} stands on the ground {Answer.Show(h.Ground)}"));
}
