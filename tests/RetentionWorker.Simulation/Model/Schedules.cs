using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Model;

/// <summary>Retention schedules drawn from the seed, with every kind of rule in them.</summary>
internal static class Schedules
{
    /// <summary>Every category that records are made of; the last one is named by no rule.</summary>
    public static readonly IReadOnlyList<string> Categories =
        ["recording", "transcript", "contact-details", "payment", "consent-form", "field-notes", "screening", "anonymised", "nobodys-category"];

    private static readonly Span None = new(0, 0);

    public static ModelSchedule First(SimWorld world) => new(
        world.Calendar.Zone, Rules(world), world.Random.OneOf([0, 1, 1]), world.Random.OneOf<int?>([null, null, 3, 9, 25]),
        world.Random.OneOf<int?>([null, null, null, 60]), world.Random.OneOf<int?>([null, null, 100, 90]));

    /// <summary>One thing of it changed by somebody with an editor.</summary>
    public static ModelSchedule Changed(SimWorld world, ModelSchedule before) => world.Random.Below(4) switch
    {
        0 => before with { SettleDays = 1 - before.SettleDays },
        1 => before with { LimitRecords = world.Random.OneOf<int?>([null, 3, 9, 25]), PercentOfStore = world.Random.OneOf<int?>([null, 20]), PercentOfProject = null },
        _ => before with { Rules = Rules(world) },
    };

    private static List<ModelRule> Rules(SimWorld world)
    {
        var random = world.Random;
        var contact = random.OneOf<(Span, Span)>([(new(11, 21), new(12, 0)), (new(2, 21), new(3, 0)), (new(0, 30), new(0, 30))]);
        var tax = random.OneOf<Span>([new(6, 0), new(12, 0), new(17, 3)]);
        var rules = new List<ModelRule>
        {
            new("recordings-at-project-end", ["recording", "transcript"], Start.ProjectEnd, After: None, By: new(0, random.OneOf([1, 14, 30]))),
            new("contact-details-after-project", ["contact-details"], Start.ProjectEnd, After: contact.Item1, By: contact.Item2),
            new("contact-details-at-the-latest", ["contact-details"], Start.Collected, After: new(18, 0), By: new(19, 0)),
            new(
                "everything-on-withdrawal", ["recording", "transcript", "contact-details", "payment", "consent-form", "field-notes"], Start.Withdrawal,
                After: random.OneOf([None, new Span(0, 3)]), By: new(1, 0)),
            new("payments-tax", ["payment"], Start.Collected, After: tax, By: new(tax.Months + 3, tax.Days), Retain: tax),
            new("consent-forms", ["consent-form"], Start.ProjectEnd, After: new(3, 0), By: new(9, 0)),
            new("consent-forms-duty", ["consent-form"], Start.ProjectEnd, Retain: random.OneOf<Span>([new(1, 0), new(6, 0), new(10, 0)])),
            new("field-notes", ["field-notes"], Start.Collected, After: random.OneOf<Span>([new(6, 0), new(0, 45)]), By: new(8, 0)),
            new("screening", ["screening"], Start.FixedDate, Date: world.FirstDay.AddDays(random.Between(50, 700)), After: new(0, random.Below(3)), By: new(0, 10)),
            new("anonymised", ["anonymised"], null, Review: new(60, 0)),
        };
        return rules;
    }
}
