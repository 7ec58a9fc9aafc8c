using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Keys;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Run;

/// <summary>What is the matter with keys, as one look finds it.</summary>
internal sealed class KeyTroubles
{
    private readonly HashSet<(ProjectId Project, int Epoch)> refused = [];

    /// <summary>Does it, and keeps in mind where the key's file, or the folder, refuses; what was recorded in the same unit of work is undone with it.</summary>
    public void Try(ProjectId project, int epoch, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refused.Add((project, epoch));
        }
    }

    /// <summary>Writes down what came or went; a key in the catalogue that was not among those <paramref name="shown"/> is missing.</summary>
    public void Note(ICatalogue catalogue, IReadOnlySet<(ProjectId Project, int Epoch)> shown, Instant now)
    {
        List<LinkKey> changed;
        using (var session = catalogue.Read())
            changed = [.. session.Keys.List().Where(k => k.Trouble != Of(k, shown))];
        if (changed.Count == 0)
            return;
        using var work = catalogue.Begin();
        foreach (var key in changed)
        {
            // By what it is now: a hold may have brought it back meanwhile.
            if (work.Keys.Find(key.Project, key.Epoch) is { } found && found.State == key.State)
                work.Keys.Put(found with { Trouble = Of(found, shown), TroubleSince = Of(found, shown) is null ? null : now });
        }
        work.Commit();
    }

    private KeyTrouble? Of(LinkKey key, IReadOnlySet<(ProjectId Project, int Epoch)> shown)
    {
        if (refused.Contains((key.Project, key.Epoch)))
            return KeyTrouble.Refused;
        return key.State != KeyState.Destroyed && !shown.Contains((key.Project, key.Epoch)) ? KeyTrouble.Missing : null;
    }
}
