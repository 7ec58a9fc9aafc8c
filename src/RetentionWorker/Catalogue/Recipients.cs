using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;

namespace RetentionWorker.Catalogue;

/// <summary>
/// How those stand who were named for projects: who is to be told of what was erased, who attested through which day, who is excused. What goes on as part of a
/// project counts as that project, from the merger on: whoever was named for the whole is to be told of the part's erasures, and no attestation of before covers them.
/// </summary>
internal static class Recipients
{
    /// <summary>Of one project with all that goes on as part of it; of a part, the same as of its whole.</summary>
    /// <param name="zone">The time zone in which the schedule counts days.</param>
    public static IReadOnlyList<RecipientStanding> StandingsOf(IReadSession session, ProjectId project, DateTimeZone zone)
    {
        var whole = session.Projects.Find(project)?.MergedInto ?? project;
        return Of(session, [.. session.Projects.MergedInto(whole).Append(whole).Distinct().SelectMany(p => session.Recipients.List(p))], zone);
    }

    /// <summary>Of every project, by project and id.</summary>
    public static IReadOnlyList<RecipientStanding> StandingsOf(IReadSession session, DateTimeZone zone) => Of(session, session.Recipients.List(null), zone);

    /// <summary>What an answer of now speaks of: erasures up to the end of the day (where one is given) that have their outcome.</summary>
    public static DisclosureTally TallyOf(IReadSession session, NamedRecipient recipient, DateTimeZone zone, LocalDate? on = null)
    {
        var through = on?.EndIn(zone) is { } end ? end - Duration.Epsilon : Instant.MaxValue;
        // What is being erased at this moment was erased after nobody's answer, whatever its outcome is dated.
        if (session.Recipients.InFlightSince(recipient.Project) is { } since)
            through = Instant.Min(through, since - Duration.Epsilon);
        var tally = Tally(session, recipient, zone, through);
        TakeIn(session, [tally]);
        return tally.Of;
    }

    private static IReadOnlyList<RecipientStanding> Of(IReadSession session, IReadOnlyList<NamedRecipient> recipients, DateTimeZone zone)
    {
        var tallies = recipients.Select(r => Tally(session, r, zone, Instant.MaxValue)).ToList();
        TakeIn(session, tallies);
        return [.. tallies.Select(t => t.Of.Standing())];
    }

    private static (ProjectId Project, DisclosureTally Of) Tally(IReadSession session, NamedRecipient recipient, DateTimeZone zone, Instant through)
    {
        var project = session.Projects.Find(recipient.Project);
        var ended = (project?.MergedInto is { } into ? session.Projects.Find(into) : project)?.EndedOn?.EndIn(zone);
        return (recipient.Project, new DisclosureTally(recipient, session.Recipients.AnswersOf(recipient.Project, recipient.Id), ended, through));
    }

    private static void TakeIn(IReadSession session, IReadOnlyList<(ProjectId Project, DisclosureTally Of)> tallies)
    {
        if (tallies.Count == 0)
            return;
        var mergers = session.Projects.List().Where(p => p.MergedInto is not null).ToDictionary(p => p.Id);
        var named = tallies.ToLookup(t => t.Project, t => t.Of);
        foreach (var erased in session.Recipients.Erased(tallies.Select(t => t.Project).ToHashSet()))
        {
            foreach (var tally in named[erased.Project])
                tally.Add(erased.Category, erased.At, erased.Records);
            if (!mergers.TryGetValue(erased.Project, out var part))
                continue;
            // It is the whole's from the merger on, so nobody spoke of it for the whole before.
            foreach (var tally in named[part.MergedInto!.Value])
                tally.Add(erased.Category, Instant.Max(erased.At, part.MergedAt ?? erased.At), erased.Records);
        }
    }
}
