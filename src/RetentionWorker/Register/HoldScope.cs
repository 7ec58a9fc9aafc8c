using Retention.Domain.Facts;
using Retention.Domain.Holds;

namespace RetentionWorker.Register;

/// <summary>What the configured template of a store reads from names; null where no such store is configured. Asking opens no store.</summary>
internal delegate PathTemplate? TemplateOf(StoreName store);

/// <summary>
/// Whether what a hold names beside its record can be true of that record. A hold holds what all of its parts say, so parts that contradict
/// each other would hold nothing.
/// </summary>
internal static class HoldScope
{
    /// <summary>What is wrong with the parts, as far as the record's own facts tell; null where nothing is.</summary>
    public static string? Contradiction(Hold hold, RecordAddress record, ProjectId? project, CategoryName? category, Participation participation)
    {
        if (project is { } itsProject && !hold.IsOver(itsProject))
            return $"record {record} is of project {itsProject}, not of {hold.Project}";
        if (hold.Category is { } named && category is { } its && its != named)
            return $"record {record} is of category {its}, not of {named}: --category and --record contradict each other, and nothing would be held";
        return hold.Participant is { } person && participation.Participants.Count > 0 && !participation.Participants.Contains(person)
            ? $"record {record} is of participant {string.Join(" and ", participation.Participants)}, not of {person}: --participant and --record contradict each other, and nothing would be held"
            : null;
    }

    /// <summary>As <see cref="Contradiction"/>, of a record that is not known yet: what the store's template reads from its name.</summary>
    public static string? ContradictionOfUnknown(Hold hold, RecordAddress record, TemplateOf templates) =>
        templates(record.Store) is { } template && template.Match(record.Name) is { } read && Contradiction(hold, record, read.Project, read.Category, read.Participation) is { } problem
            ? $"{problem} (the record is not known yet; this is what the template {template.Text} reads from its name)"
            : null;

    /// <summary>Why an unknown record of that name would not be held once it is found, or what its name says; for a person to compare.</summary>
    public static string Reading(RecordAddress record, TemplateOf templates)
    {
        if (templates(record.Store) is not { } template)
            return $"no store '{record.Store}' is configured";
        return template.Match(record.Name) is { } read
            ? $"the template {template.Text} reads project {read.Project}, category {read.Category}, {(read.Participation.Participants.Count == 0 ? "no participant" : $"participant {string.Join(" and ", read.Participation.Participants)}")} from its name"
            : $"its name does not fit the template {template.Text} of store {record.Store}";
    }
}
