using NodaTime;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>What one look at the obstacles came to. <paramref name="Faults"/>: channels that did not carry, each with a word.</summary>
internal sealed record Escalated(IReadOnlyDictionary<string, long> OpenByKind, IReadOnlyList<string> Faults);

/// <summary>
/// Tells people of obstacles: when one appears and as its clock runs down, once per step. What was said is kept, so that a restart repeats
/// nothing; what a channel did not carry it is given again at the next look. A step may be said twice where the program dies between saying and
/// noting it; none is left out.
/// </summary>
internal sealed class Escalating(WatchDesk desk, ICatalogue catalogue, IEnumerable<IEscalationChannel> channels, StopGauges gauges)
{
    /// <param name="say">Puts one step on the program's own log.</param>
    public async Task<Escalated> LookAsync(Action<NoticeLine> say, CancellationToken ct)
    {
        var watched = desk.Look();
        gauges.Show(watched);
        Note(watched, say);
        var faults = new List<string>();
        foreach (var channel in channels)
        {
            try
            {
                await CarryAsync(channel, watched, ct);
            }
            catch (EscalationFault fault)
            {
                faults.Add($"{channel.Name}-{fault.Code}");
            }
        }
        return new Escalated(
            watched.Obstacles.CountBy(o => Steps.WordOf(o.Kind)).OrderBy(k => k.Key, StringComparer.Ordinal).ToDictionary(k => k.Key, k => (long)k.Value, StringComparer.Ordinal), faults);
    }

    private void Note(Watched watched, Action<NoticeLine> say)
    {
        HashSet<EscalatedStep> known;
        using (var session = catalogue.Read())
            known = [.. session.Escalations.List()];
        var reached = new HashSet<EscalatedStep>();
        foreach (var obstacle in watched.Obstacles)
        {
            var steps = Steps.Reached(obstacle, watched.At).ToList();
            reached.UnionWith(steps.Select(s => Steps.Key(obstacle, s)));
            var unsaid = steps.FindAll(s => !known.Contains(Steps.Key(obstacle, s)));
            if (unsaid.Count > 0)
                say(new NoticeLine(obstacle, unsaid.Max()));
        }
        if (known.SetEquals(reached))
            return;
        using var work = catalogue.Begin();
        foreach (var step in known.Except(reached))
            work.Escalations.Drop(step);
        foreach (var step in reached.Except(known))
            work.Escalations.Add(step, watched.At);
        work.Commit();
    }

    private async Task CarryAsync(IEscalationChannel channel, Watched watched, CancellationToken ct)
    {
        List<EscalatedStep> unsent;
        using (var session = catalogue.Read())
            unsent = [.. session.Escalations.Unsent(channel.Name)];
        if (unsent.Count == 0)
            return;
        var lines = watched.Obstacles
            .Select(o => (Obstacle: o, Steps: Steps.Reached(o, watched.At).Where(s => unsent.Contains(Steps.Key(o, s))).ToList()))
            .Where(o => o.Steps.Count > 0).Select(o => new NoticeLine(o.Obstacle, o.Steps.Max())).ToList();
        if (lines.Count > 0)
            await channel.SendAsync(new Notice(watched.At, lines), ct);
        using var work = catalogue.Begin();
        foreach (var step in unsent)
            work.Escalations.Sent(channel.Name, step);
        work.Commit();
    }
}
