using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class KeyListCommand : Verb
{
    public KeyListCommand()
        : base("list", "List the keys that link the audit log's entries to names, and why each is kept.", "retention keys list")
    {
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        asked.Answer.Many(
            asked.Room<KeyDesk>().List(), "there are no keys: nothing is on the log yet that names a record or a participant",
            new("project", k => k.Project), new("epoch", k => k.Epoch), new("state", k => k.State), new("since", k => k.Since), new("nothing left since", k => k.QuietSince),
            new("recoverable through", k => k.RecoverableThrough), new("kept", k => k.Kept), new Column<KeyLine>("through", k => k.Through), new("trouble", k => k.Trouble));
        return Task.FromResult(ExitCode.Done);
    }
}
