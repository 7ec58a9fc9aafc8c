using System.Text;
using Retention.Domain.Schedule;
using RetentionWorker.Register;

namespace RetentionWorker.Tests.Register;

/// <summary>A small sound schedule to be spoilt one line at a time. Lines are counted from 1, as people count them.</summary>
internal static class WrittenSchedule
{
    internal const string Sound = """
        version: 1
        timeZone: Europe/London
        rules:
          - id: recordings
            category: [recording, transcript]
            startsAt: project-end
            eraseAfter: P0D
            eraseBy: P14D
            because: "Leaflet."
          - id: payments
            category: payment
            startsAt: collected
            retain: P6Y
            obligation: tax-records
            eraseAfter: P6Y
            eraseBy: P6Y3M
            because: Tax.
          - id: anonymised
            category: anonymised
            disposition: keep
            reviewEvery: P5Y
            because: Reviewed.
        limits:
          records: 10000
          percentOfStore: 20
          percentOfProject: 100
          perWeek: {records: 30000}
        settle: P1D
        """;

    /// <summary>The sound schedule with one line's text in the place of another's (indentation kept); an empty text takes the line out.</summary>
    internal static string With(int line, string text)
    {
        var lines = Sound.Split('\n').ToList();
        var old = lines[line - 1];
        if (text.Length == 0)
            lines.RemoveAt(line - 1);
        else
            lines[line - 1] = old[..(old.Length - old.TrimStart(' ', '-').Length)] + text;
        return string.Join('\n', lines);
    }

    internal static ScheduleReading Read(string text) => ScheduleFile.Parse(Encoding.UTF8.GetBytes(text));
}
