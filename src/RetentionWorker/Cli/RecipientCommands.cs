using System.CommandLine;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class RecipientAddCommand : Verb
{
    private readonly Option<ProjectId> project = Inputs.Project();
    private readonly Option<RecipientId> recipient = Inputs.Recipient();
    private readonly Option<RecipientKind> kind = Inputs.Word<RecipientKind>("--kind", "Under what they have data of the project");
    private readonly Option<CategoryName[]> of = Inputs.Categories("--of", "The categories that were disclosed to them; without it, any");

    public RecipientAddCommand()
        : base(
            "add", "Name a processor or a recipient of a project's data: they are due to be told once any of it is erased (UK GDPR Art. 19, 28(3)(g)).",
            "retention recipient add --project commute-study --recipient transcripts-ltd --kind processor --of recording transcript")
    {
        foreach (var option in new Option[] { project, recipient, kind, of })
            Add(option);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<RecipientDesk>().Add(asked.Get(project), asked.Get(recipient), asked.Get(kind), asked.Get(of) ?? []), RecipientShown.InWords));
}

internal sealed class RecipientListCommand : Verb
{
    private readonly Option<ProjectId?> project = Inputs.AnyProject();

    public RecipientListCommand()
        : base("list", "List processors and recipients, and whether they are due to be told of what was erased.", "retention recipient list --project commute-study") => Add(project);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var listed = asked.Room<RecipientDesk>().List(asked.Get(project));
        if (listed is not Registered<IReadOnlyList<RecipientLine>>.Done { Fact: var lines })
            return Task.FromResult(asked.Answer.Give(listed, _ => ""));
        asked.Answer.Many(
            lines, "no recipients (retention recipient add names one)",
            new("project", r => r.Project), new("recipient", r => r.Recipient), new("kind", r => r.Kind), new("of", r => string.Join(", ", r.Of)), new("state", r => r.State),
            new("tell by", r => r.TellBy), new("records", r => r.Records), new("attested through", r => r.AttestedThrough), new("reference", r => r.Reference), new("excused", r => r.Excused));
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class RecipientAttestCommand : Verb
{
    private readonly Option<ProjectId> project = Inputs.Project();
    private readonly Option<RecipientId> recipient = Inputs.Recipient();
    private readonly Option<LocalDate> on = Inputs.Date("--on", "The day of their attestation: it speaks of what was erased up to it, and of nothing later");
    private readonly Option<string> reference = new("--reference") { Description = "Where it is kept: 1 to 40 of A-Z 0-9 / -", HelpName = "REF", Required = true };

    public RecipientAttestCommand()
        : base(
            "attest", "Attach a recipient's attestation that they erased or returned what was erased here.",
            "retention recipient attest --project commute-study --recipient transcripts-ltd --on 2026-11-20 --reference DPA/7-ERASED")
    {
        foreach (var option in new Option[] { project, recipient, on, reference })
            Add(option);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<RecipientDesk>().Attest(asked.Get(project), asked.Get(recipient), asked.Get(on), asked.Get(reference)), RecipientShown.InWords));
}

internal sealed class RecipientExcuseCommand : Verb
{
    private readonly Option<ProjectId> project = Inputs.Project();
    private readonly Option<RecipientId> recipient = Inputs.Recipient();
    private readonly Option<ExcuseReason> because = Inputs.Word<ExcuseReason>("--because", "Why, on the audit log");

    public RecipientExcuseCommand()
        : base(
            "excuse", "Say why a recipient need not be told of what was erased so far; what is erased later makes them due again.",
            "retention recipient excuse --project commute-study --recipient transcripts-ltd --because never-received")
    {
        foreach (var option in new Option[] { project, recipient, because })
            Add(option);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<RecipientDesk>().Excuse(asked.Get(project), asked.Get(recipient), asked.Get(because)), RecipientShown.InWords));
}

internal sealed class RecipientRemoveCommand : Verb
{
    private readonly Option<ProjectId> project = Inputs.Project();
    private readonly Option<RecipientId> recipient = Inputs.Recipient();

    public RecipientRemoveCommand()
        : base(
            "remove", "Take back a recipient that was named by mistake, before anything is erased of which they are to be told.",
            "retention recipient remove --project commute-study --recipient transcripts-ltd")
    {
        Add(project);
        Add(recipient);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) => Task.FromResult(asked.Answer.Give(
        asked.Room<RecipientDesk>().Remove(asked.Get(project), asked.Get(recipient)), r => $"{r.Recipient} is no {Answer.Show(r.Kind)} of project {r.Project} any more"));
}

/// <summary>How a recipient stands, in words.</summary>
internal static class RecipientShown
{
    public static string InWords(RecipientLine line) => $"{line.Recipient}, {Answer.Show(line.Kind)} of project {line.Project}: " + line.State switch
    {
        RecipientState.NothingErased => "nothing that they are to be told of is erased yet",
        RecipientState.Due => $"due to be told by {Answer.Show(line.TellBy)} ({Amount.Of(line.Records, "record")} erased)",
        RecipientState.Attested => $"attested through {Answer.Show(line.AttestedThrough)} ({line.Reference})",
        _ => $"excused ({Answer.Show(line.Excused)})",
    };
}
