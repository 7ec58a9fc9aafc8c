using System.Text.Json;

namespace RetentionWorker.Certify;

/// <summary>A certificate's codes in words. What is not known here is shown as it is.</summary>
internal static class CertificateWords
{
    /// <summary>The status in one sentence, by the document alone.</summary>
    public static string OfStatus(JsonElement said) => said.GetProperty("status").GetString() switch
    {
        "open" => "something is undone, or nobody can say that it is not. This is no evidence that everything was erased.",
        "provisional" => said.TryGetProperty("finalFrom", out var from)
            ? $"everything in scope was erased or seen to be absent{Kept(said)}; copies may still come back, or the stores were not looked at since. It can become final from {from.GetString()} on, by a new certificate."
            : $"everything in scope was erased or seen to be absent{Kept(said)}; copies may still come back, and nobody can say how long. It cannot become final.",
        "final" => $"everything in scope was erased or seen to be absent{Kept(said)}, and the last copy that is known or declared is past the day on which it could come back.",
        _ => "",
    };

    /// <summary>Why it is open.</summary>
    public static string OfReason(string code) => code switch
    {
        "present" => "records are present that no rule keeps for good",
        "unclassified" => "records in scope cannot be decided",
        "unclassified-elsewhere" => "records of no known project are present; any may belong here",
        "vanished" => "records went without the program; nobody knows where to",
        "open-intent" => "erasures were begun and have no outcome",
        "not-gone" => "records whose last outcome is not that they are gone",
        "held" => "holds are in force",
        "correction-waits" => "corrections of project or schedule wait",
        "still-running" => "the project has not ended: more records may come",
        "no-schedule" => "the schedule in force cannot be read",
        "store-undeclared" => "stores declare no residue (they are not configured)",
        "store-unlisted" => "stores were never looked through",
        "unreadable" => "places could not be looked into",
        "inventory-short" => "stores hold fewer records than they should",
        "guard-closed" => "a guard is closed",
        "clock-doubtful" => "the clock is in doubt",
        "books-disagree" => "the log and the catalogue tell different stories",
        "log-pruned" => "records are erased of which the log's entries are gone by its own retention",
        "recipient-untold" => "recipients or processors of the project are neither told of what was erased nor excused",
        "unlinkable" => "keys are gone by which entries would be found",
        _ => code,
    };

    /// <summary>What is not covered.</summary>
    public static string OfGap(string code) => code switch
    {
        "backups-as-declared-only" => "Backups, snapshots, versions and replicas are counted as their keeper declared them; none of them was looked into.",
        "processors" => "Copies with processors (Art. 28(3)(g)): whether they erased theirs is theirs to attest.",
        "recipients" => "Copies with recipients (Art. 19).",
        "provider-garbage-collection" => "When a storage provider collects what was deleted, and what its own systems keep beyond its declared periods.",
        "medium" => "The medium: nothing is claimed of its sanitisation. An unlinked or overwritten file may be readable from it by forensic means.",
        "copies-made-by-people" => "Copies that people made elsewhere, and records that were moved or renamed into other projects.",
        "never-in-a-store" => "Whatever never lay in a configured store under a name that says whose it is.",
        "forgotten-after-vanishing" => "Records that went without the program so long ago that their names are forgotten.",
        "never-logged" => "That something did not happen because it is not on the log: no log shows that.",
        "later-events" => "What happened after it was issued.",
        _ => code,
    };

    /// <summary>A key as words.</summary>
    public static string Spaced(string key) => string.Concat(key.Select(c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    private static string Kept(JsonElement said) =>
        said.GetProperty("counts").GetProperty("keptForGood").GetInt64() is > 0 and var kept ? FormattableString.Invariant($", but for {kept} that a rule keeps for good") : "";
}
