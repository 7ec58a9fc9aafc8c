using Retention.Domain.Keys;
using RetentionWorker.Keys.LocalFile;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Races.Races;

/// <summary>A hold is placed while the daemon takes the project's key out of use: whichever is first, the key is in use when both are over, and the hold says where it brought it back.</summary>
internal sealed class HoldAgainstKeyDeletion : Race
{
    public override string Name => "hold-against-key-deletion";

    public override string Limits => HoldAgainstKey.WithKeys;

    public override IReadOnlyList<string> MustCome => ["held before", "recovered"];

    /// <summary>All records are gone, and then their last residue; the key's period ends with the next day.</summary>
    public override async Task PrepareAsync(Process first)
    {
        await first.RunOnceAsync();
        first.Pass(1);
        await first.EnforceAsync();
    }

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        site.Pass(2);
        var (daemon, person) = (site.Open("daemon"), site.Open("person"));
        return
        [
            (daemon.Party, () => daemon.EnforceAsync()),
            (person.Party, async () => site.Tag = await HeldParticipant.PlaceAsync(person, "os-2")),
        ];
    }

    public override void Judge(Site site)
    {
        var truth = site.Truth;
        var placed = (site.Tag as Registered<PlacedHold>.Done)?.Fact;
        truth.Require(placed is not null, "the hold was not placed");
        using var session = site.Observe();
        var known = session.Keys.Find(Site.Project, 1)!;
        var shelf = new LocalKeyShelf(Path.Combine(site.Directory, "commitment-keys")).List().Single(k => k.Project == Site.Project);
        truth.Require((known.State, shelf.State) == (KeyState.Active, KeyState.Active), $"the project is held, and its key is {known.State} in the catalogue and {shelf.State} on the shelf");
        var verdict = new AuditVerify(site.Observed, NoteVerifier.Instance).Check(null, CancellationToken.None);
        truth.Require(verdict.Verified && verdict.Findings.Count == 0, $"the log does not verify: {verdict.Problem}");
        site.Came = placed!.KeysRecovered.Count > 0 ? "recovered" : "held before";
    }
}
