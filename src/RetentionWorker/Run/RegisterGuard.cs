using Retention.Domain.Guards;
using RetentionWorker.Catalogue;
using RetentionWorker.Register;

namespace RetentionWorker.Run;

/// <summary>Closed while the register holds less than was counted into it: a project or a hold that is lost decides nothing any more.</summary>
internal sealed class RegisterGuard(ICatalogue catalogue, GuardNotes notes)
{
    /// <summary>Throws <see cref="RunRefusal"/> where something is lost.</summary>
    public void Check()
    {
        RegisterCounts counts;
        using (var session = catalogue.Read())
            counts = session.Register.Counts();
        if (counts.Loss is not { } loss)
        {
            notes.Open(RegisterDesk.Guard, null, code => code != RegisterDesk.HoldsDiffer);
            return;
        }
        notes.Close(RegisterDesk.Guard, null, loss.Code, loss.Expected, loss.Found);
        throw Refusal(loss.Code, $"The register holds {loss.Found} {(loss.Code == RegisterCounts.HoldsShrunk ? "holds in force" : "projects")} where {loss.Expected} were recorded");
    }

    /// <summary>What the whole log says of holds, once it was read: so many that it knows to be in force are not in the register.</summary>
    public void CheckHolds(int missing)
    {
        if (missing == 0)
        {
            notes.Open(RegisterDesk.Guard, null, code => code == RegisterDesk.HoldsDiffer);
            return;
        }
        notes.Close(RegisterDesk.Guard, null, RegisterDesk.HoldsDiffer, missing, 0);
        throw Refusal(RegisterDesk.HoldsDiffer, $"{missing} holds that the audit log knows to be in force are not in the register");
    }

    private static RunRefusal Refusal(string code, string what) => new(
        RegisterDesk.Guard, code,
        $"{what}: nothing is erased. Restore the data directory from a backup; or record what is missing again, look at it, and then: retention register confirm --because CODE");
}
