using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class AuditRotateKeyCommand : Verb
{
    public AuditRotateKeyCommand()
        : base(
            "rotate-key", "Hand the audit log to a new signing key: the present one endorses it on the log, signs nothing more, and its private file is destroyed. A running daemon follows by itself.",
            "retention audit rotate-key")
    {
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        RotatedLogKey rotated;
        try
        {
            rotated = await asked.ShowAsync("reading the audit log", line => Task.FromResult(
                asked.Room<LogKeyRotation>().Rotate(asked.Room<Actor>().Id, line is null ? null : (done, total) => line.Count(done, total), ct)));
        }
        catch (LogKeyRefusal refusal)
        {
            return asked.Answer.Stop(ExitCode.Refused, refusal.Message);
        }
        asked.Answer.One(
            new { rotated.Entry, rotated.Key, rotated.Previous, PreviousDestroyed = rotated.Left is null },
            $"the audit log is signed by a new key from entry {rotated.Entry} on",
            $"  key       {rotated.Key}",
            $"  before    {rotated.Previous}{(rotated.Left is null ? " (its private file is destroyed)" : "")}",
            "  what it signed stays good. Give the new key to whoever keeps the old one, to witnesses first (docs/anchors.md); then: retention audit anchor",
            "  old backups of the data directory still hold the private key before it, and a restore from one of before now cannot sign: back up now");
        return rotated.Left is null ? ExitCode.Done : asked.Answer.Stop(
            ExitCode.Unavailable, $"the key is changed, but the private file of the one before it is still there: {rotated.Left}", "remove the file of the lower number in audit-log-keys, or let the next entry do it");
    }
}
