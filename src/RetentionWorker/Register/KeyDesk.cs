using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Keys;
using RetentionWorker.Keys;

namespace RetentionWorker.Register;

/// <summary>A key of the log as shown. <paramref name="Kept"/> says why it is not destroyed, <paramref name="Through"/> the last day of that, where it can be told, and <paramref name="Trouble"/> what was the matter with it at the last look.</summary>
internal sealed record KeyLine(ProjectId Project, int Epoch, KeyState State, Instant? Since, LocalDate? QuietSince, LocalDate? RecoverableThrough, string Kept, LocalDate? Through, KeyTrouble? Trouble);

/// <summary>Shows the keys that link the log's entries to names.</summary>
internal sealed class KeyDesk(Bookkeeping books, IKeyShelf shelf, ScheduleInForce schedule)
{
    /// <summary>Every key, destroyed ones too. One that no run has noted yet is in use.</summary>
    public IReadOnlyList<KeyLine> List()
    {
        using var session = books.Read();
        var (remains, retention, today) = (new KeyRemains(session), schedule.Adopted(session)?.LinkKeys, books.Today(session));
        var noted = session.Keys.List();
        var lines = noted.Select(key =>
        {
            var decision = KeyDecision.Of(key, remains.Of(key.Project), retention, today);
            var through = decision is KeyDecision.Kept kept ? kept.Through : null;
            return new KeyLine(key.Project, key.Epoch, key.State, key.Since, key.QuietSince, key.RecoverableThrough, InAWord(decision), through, key.Trouble);
        });
        var unnoted = shelf.List().Where(k => k.State != KeyState.Destroyed && !noted.Any(n => n.Project == k.Project && n.Epoch == k.Epoch));
        return
        [
            .. lines.Concat(unnoted.Select(k => new KeyLine(k.Project, k.Epoch, KeyState.Active, null, null, null, "new", null, null)))
                .OrderBy(l => l.Project.Value, StringComparer.Ordinal).ThenBy(l => l.Epoch),
        ];
    }

    private static string InAWord(KeyDecision decision) => decision switch
    {
        KeyDecision.Kept kept => Retention.Domain.Audit.AuditWord.Of(kept.Reason),
        KeyDecision.Recover => "comes-back",
        _ => "due",
    };
}
