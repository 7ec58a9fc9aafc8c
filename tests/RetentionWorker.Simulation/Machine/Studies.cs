using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Register;
using RetentionWorker.Simulation.Events;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Machine;

/// <summary>
/// The fifty projects and what is bound to come of each: it is registered, its people's records arrive, it ends. All else is drawn day by day.
/// </summary>
internal sealed class Studies
{
    public const int Projects = 50;
    private readonly SortedDictionary<int, List<Action>> agenda = [];
    private readonly SimWorld world;

    public Studies(SimWorld world)
    {
        this.world = world;
        // Ends cluster, as they do: at the ends of months and quarters.
        var usualEnds = Enumerable.Range(0, 16).Select(_ => world.Random.Between(20, 720)).ToList();
        for (var i = 0; i < Projects; i++)
            Bind($"study-{i:00}", usualEnds);
    }

    /// <summary>Does what is bound to happen on the day.</summary>
    public void On(int day)
    {
        if (!agenda.Remove(day, out var bound))
            return;
        foreach (var action in bound)
        {
            world.Clock.Advance(world.Random.Between(1, 60));
            action();
        }
    }

    private void Bind(string project, List<int> usualEnds)
    {
        var random = world.Random;
        var begins = random.OneOf([0, 0, random.Between(0, 500)]);
        // Data may come before anybody registers the project.
        At(begins + random.OneOf([0, 0, 0, 15]), () => Register(project));
        var people = Enumerable.Range(1, random.OneOf([1, 1, 2, 3])).Select(p => $"P{p}").ToList();
        foreach (var person in people)
        {
            foreach (var category in Schedules.Categories.Where((_, i) => random.Percent(i < 3 ? 50 : 18)))
                At(begins + random.Between(0, 60), () => Arrive(project, category, random.Percent(15) ? people : [person]));
        }
        if (random.Percent(75))
            At(Math.Max(begins + 1, random.OneOf(usualEnds)), () => End(project));
    }

    private void At(int day, Action action)
    {
        if (!agenda.TryGetValue(day, out var bound))
            agenda.Add(day, bound = []);
        bound.Add(action);
    }

    private void Register(string project)
    {
        var planned = LocalDate.FromDateOnly(world.Today).PlusDays(world.Random.Between(100, 900));
        var processed = world.Random.Percent(12);
        if (!world.Recorded(world.Life.Room<ProjectDesk>().Add(new ProjectId(project), planned, null, processed ? ProjectRole.Processor : ProjectRole.Controller), out _))
            return;
        world.Model.Projects.Add(project, new ModelProject(project) { IsProcessed = processed });
        world.Stirred = true;
        world.Trace.Note($"{project} registered");
    }

    private void End(string project)
    {
        if (world.Model.Projects.GetValueOrDefault(project) is { End: null } running && Ends.End(world, running, world.Today.AddDays(-world.Random.OneOf([0, 0, 2]))) is { } what)
            world.Trace.Note(what);
        world.Stirred = true;
    }

    private void Arrive(string project, string category, IReadOnlyList<string> people)
    {
        var number = world.Model.Records.Count;
        var collected = world.Today.AddDays(-world.Random.OneOf([0, 0, 9, 200]));
        var who = string.Join('+', people);
        var (store, name) = world.Random.Below(5) switch
        {
            0 => ("archive", $"{project}/{category}/{who}/{collected:yyyy-MM-dd}/{number}"),
            1 => ("shared", $"{project}/{category}/{number}"),
            _ => ("interviews", $"{project}/{category}/{who}/{number}"),
        };
        world.Put(store, name, project, category, store == "shared" ? [] : people, collected);
    }
}
