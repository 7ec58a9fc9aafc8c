using System.CommandLine;
using Retention.Domain.Facts;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class StoreAdoptCommand : Verb
{
    private readonly Argument<StoreName> name = Inputs.StoreArgument();
    private readonly Option<string?> identity = new("--identity")
    {
        Description = "The identity that the store must carry already, or is to get back", HelpName = "ID",
    };

    public StoreAdoptCommand()
        : base("adopt", "Give a configured store its identity, once; nothing is erased from a store that does not carry it.", "retention store adopt interviews")
    {
        Add(name);
        Add(identity);
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => asked.Answer.Give(
        await asked.Room<StoreDesk>().AdoptAsync(asked.Get(name), asked.Get(identity), ct), s => $"store {s.Store} is adopted as {s.Identity}");
}

internal sealed class StoreTemplateCommand : Verb
{
    private readonly Argument<StoreName> name = Inputs.StoreArgument();
    private readonly Option<Retention.Domain.Corrections.InformedHow> informed = CorrectionShown.Informed();
    private readonly Option<bool> preview = CorrectionShown.Preview();

    public StoreTemplateCommand()
        : base("template", "Ask for the configured template to be the one by which a store's names are read; it takes a second person. Until then nothing of the store is listed or erased.", "retention store template interviews --preview")
    {
        Add(name);
        Add(informed);
        Add(preview);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(CorrectionShown.Give(
        asked.Answer, asked.Room<TemplateDesk>().Propose(asked.Get(name), asked.Was(informed) ? asked.Get(informed) : null, asked.Get(preview))));
}

internal sealed class StoreListCommand : Verb
{
    public StoreListCommand()
        : base("list", "List the configured and the adopted stores, without asking them.", "retention store list")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        Show(asked.Answer, asked.Room<StoreCheck>().List());
        return Task.FromResult(ExitCode.Done);
    }

    public static void Show(Answer answer, IEnumerable<StoreLine> stores) => answer.Many(
        stores, "no stores are configured",
        new("store", s => s.Store), new("kind", s => s.Kind), new("condition", s => s.Condition), new("records", s => s.Present),
        new("adopted at", s => s.AdoptedAt), new("identity", s => s.Identity), new("template", s => s.Template), new Column<StoreLine>("what is wrong", s => s.Problem));
}

internal sealed class StoreCheckCommand : Verb
{
    private readonly Argument<StoreName?> name = Inputs.AnyStoreArgument();

    public StoreCheckCommand()
        : base("check", "Ask the stores whether they are the ones that were adopted.", "retention store check interviews") => Add(name);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var check = asked.Room<StoreCheck>();
        var only = asked.Get(name);
        if (await check.CheckAsync(only, ct) is not { } stores)
            return asked.Answer.Stop(ExitCode.BadInput, $"no store '{only}' is configured{check.Hint(only!.Value)}");
        StoreListCommand.Show(asked.Answer, stores);
        foreach (var caution in stores.Select(s => check.Caution(s.Store)).OfType<string>())
            asked.Answer.Warn(caution);
        return ExitCodes.Of(stores.Select(s => s.Condition switch
        {
            StoreCondition.Good => ExitCode.Done,
            StoreCondition.Unavailable => ExitCode.Unavailable,
            _ => ExitCode.Refused,
        }));
    }
}
