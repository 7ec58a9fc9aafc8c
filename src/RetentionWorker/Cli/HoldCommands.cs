using System.CommandLine;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Plan;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class HoldPlaceCommand : Verb
{
    private readonly Option<ProjectId> project = Inputs.Project();
    private readonly Option<ParticipantId?> participant = Inputs.Participant();
    private readonly Option<CategoryName?> category = Inputs.Category();
    private readonly Option<RecordReference?> record = Inputs.RecordOrNumber();
    private readonly Option<HoldKind> mandate = Inputs.Word<HoldKind>("--mandate", "Why erasure is suspended");
    private readonly Option<string> reference = new("--reference") { Description = "Where that is written down: 1 to 40 of A-Z 0-9 / -", HelpName = "REF", Required = true };
    private readonly Option<LocalDate> reviewBy = Inputs.Date("--review-by", "The day by which a person looks at it again; it releases nothing by itself");
    private readonly Option<KeepingGround> ground = Inputs.AnyWord<KeepingGround>("--ground", "Why a request for erasure does not reach what it covers (UK GDPR Art. 17(3)); required where somebody whom it covers withdrew");

    public HoldPlaceCommand()
        : base("place", "Suspend erasure. Returns when no erasure that began before it is in flight, and names what it came too late for.",
            "retention hold place --project commute-study --participant P07 --mandate access-request --reference SAR-2026/3 --review-by 2027-06-30")
    {
        foreach (var option in new Option[] { project, participant, category, record, mandate, reference, reviewBy, ground })
            Add(option);
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var request = new HoldRequest(
            asked.Get(project), asked.Get(participant), asked.Get(category), asked.Get(record), asked.Get(mandate), asked.Get(reference), asked.Get(reviewBy))
        {
            Ground = asked.Was(ground) ? asked.Get(ground) : null,
        };
        var told = false;
        var placed = await asked.Room<HoldDesk>().PlaceAsync(request, Waiting, ct);
        if (placed is Registered<PlacedHold>.Done { Fact: var hold })
            Warn(asked.Answer, hold);
        return asked.Answer.Give(placed, InWords);

        void Waiting(int inFlight)
        {
            if (!told)
                asked.Answer.Note($"the hold is in force; waiting for {inFlight} erasures that began before it");
            told = true;
        }
    }

    private static string InWords(PlacedHold hold) =>
        $"hold {hold.Hold} is in force on {Scope(hold)}, to be reviewed by {Answer.Show(hold.ReviewBy)}";

    private static string Scope(PlacedHold hold) =>
        string.Join(", ", new[] { $"project {hold.Project}", Part("participant", hold.Participant), Part("category", hold.Category), Part("record", hold.Record) }.OfType<string>());

    private static string? Part(string word, object? value) => value is null ? null : $"{word} {value}";

    private static void Warn(Answer answer, PlacedHold hold)
    {
        foreach (var record in hold.TooLateFor)
            answer.Warn($"too late for {record}: its erasure was in flight");
        const int Most = 20;
        foreach (var record in hold.ErasedBefore.Take(Most))
            answer.Warn($"too late for {record}: it was erased before");
        if (hold.ErasedBefore.Count > Most)
            answer.Warn($"too late for {hold.ErasedBefore.Count - Most} more records that were erased before (all of them: --output json)");
        foreach (var key in hold.KeysRecovered)
            answer.Note($"the key {key} of the audit log was deleted, and is in use again");
        foreach (var key in hold.KeysDestroyedBefore)
            answer.Warn($"too late for the key {key} of the audit log: it was destroyed, and what the log says under it cannot be linked to names any more");
        foreach (var key in hold.KeysRefused)
            answer.Warn($"the key {key} of the audit log could not be brought back: look at its file and the rights of its folder; each run tries it again, and it is not destroyed while the hold stands");
        if (hold.InDoubt > 0)
            answer.Warn($"{hold.InDoubt} erasures were left open by a process that is gone; the next run finds out what became of them, and the hold covers what is still there");
    }
}

internal sealed class HoldListCommand : Verb
{
    private readonly Option<bool> all = new("--all") { Description = "Released ones too" };

    public HoldListCommand()
        : base("list", "List the holds in force.", "retention hold list --all") => Add(all);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        asked.Answer.Many(
            asked.Room<HoldDesk>().List(active: !asked.Get(all)), "no holds are in force",
            new("id", h => h.Hold), new("project", h => h.Project), new("participant", h => h.Participant), new("category", h => h.Category),
            new("record", h => h.Record), new("mandate", h => h.Mandate), new("reference", h => h.Reference), new("review by", h => h.ReviewBy),
            new("review due since", h => h.ReviewDueSince), new("ground", h => h.Ground), new("released at", h => h.ReleasedAt ?? h.ReleasesAt), new Column<HoldLine>("matches nothing", h => h.Unmatched));
        StoreHoldsShown.Show(asked.Answer, asked.Room<StoreHoldStandings>().List());
        return Task.FromResult(ExitCode.Done);
    }
}
