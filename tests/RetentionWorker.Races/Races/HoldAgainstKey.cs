using Retention.Domain.Keys;
using RetentionWorker.Keys.LocalFile;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Races.Races;

/// <summary>
/// A hold is placed while the daemon destroys the project's deleted key. Either the hold is first, and the key is back in use when placing it returns; or it is too
/// late, and says so. No key goes under a hold, and none stays that nobody holds.
/// </summary>
internal sealed class HoldAgainstKey : Race
{
    public override string Name => "hold-against-key";

    /// <summary>No limits, and a key that goes as soon as it may.</summary>
    public const string WithKeys = "limits: {}\nlog: {keysKeptFor: P0D, keysRecoverableFor: P0D}";

    public override string Limits => WithKeys;

    public override IReadOnlyList<string> MustCome => ["recovered before an intent", "recovered after the intent", "too late"];

    /// <summary>All records are gone, then their last residue, then the key's period; and the day through which it was recoverable is over.</summary>
    public override async Task PrepareAsync(Process first)
    {
        await first.RunOnceAsync();
        for (var day = 0; day < 2; day++)
        {
            first.Pass(1);
            await first.EnforceAsync();
        }
    }

    public override IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site)
    {
        site.Pass(3);
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
        var onShelf = new LocalKeyShelf(Path.Combine(site.Directory, "commitment-keys")).List();
        var known = session.Keys.Find(Site.Project, 1)!;
        var first = onShelf.Single(k => k.Project == Site.Project && k.Epoch == 1);
        truth.Require(first.State == known.State, $"the catalogue has the key {known.State}, and the shelf {first.State}");
        truth.Require(known.Intent is null, "an intent over a key is open at the end");
        var recovered = placed!.KeysRecovered.Contains("alpha.1");
        var tooLate = placed.KeysDestroyedBefore.Contains("alpha.1");
        truth.Require(recovered != tooLate, "it was told neither or both of a key that is back and one that is gone");
        truth.Require((known.State == KeyState.Active) == recovered, $"it was told the wrong thing of a key that is {known.State}");
        var verdict = new AuditVerify(site.Observed, NoteVerifier.Instance).Check(null, CancellationToken.None);
        truth.Require(verdict.Verified && verdict.Findings.Count == 0, $"the log does not verify: {verdict.Problem} {string.Join(", ", verdict.Findings.Select(f => f.Finding))}");
        var intended = session.Log.Read(0).Any(e => System.Text.Encoding.UTF8.GetString(e.Entry).Contains("key-destruction-intended", StringComparison.Ordinal));
        site.Came = tooLate ? "too late" : intended ? "recovered after the intent" : "recovered before an intent";
    }
}
