using System.CommandLine;
using Retention.Domain.Facts;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

internal sealed class DiscoverCommand : Verb
{
    private readonly Option<StoreName?> store = Inputs.Store();

    public DiscoverCommand()
        : base("discover", "List the stores and decide what changed; erases nothing.", "retention discover --store interviews") => Add(store);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var only = asked.Get(store);
        if (only is { } name && asked.Room<StoreCheck>() is var check && !check.IsConfigured(name))
            return asked.Answer.Stop(ExitCode.BadInput, $"no store '{name}' is configured{check.Hint(name)}");
        var run = asked.Room<OneRun>();
        var found = await asked.ShowRunAsync("listing", _ => run.DiscoverAsync(only, ct));
        asked.Answer.Many(
            found, "no stores are configured",
            new("store", f => f.Store), new("seen", f => f.Seen), new("added", f => f.Added), new("changed", f => f.Changed), new("returned", f => f.Returned),
            new("vanished", f => f.Vanished), new("unreadable places", f => f.Unreadable), new Column<DiscoveredStore>("what is wrong", f => f.Problem));
        foreach (var problem in found.Select(f => f.Problem).OfType<string>())
            asked.Answer.Warn(problem);
        foreach (var place in found.SelectMany(f => f.Places))
            asked.Answer.Warn($"{place} could not be looked into: what lies there is not decided");
        return ExitCodes.Of(found.Select(f => f switch
        {
            { IsSuspect: true } => ExitCode.Refused,
            { Problem: not null } => ExitCode.Unavailable,
            { Unreadable: > 0 } => ExitCode.PartlyDone,
            _ => ExitCode.Done,
        }));
    }
}
