using CsvHelper;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Facts;

namespace RetentionWorker.Register;

/// <summary>Writes projects as a register that <see cref="ProjectFile"/> reads again, and that no spreadsheet runs.</summary>
internal static class ProjectExport
{
    private const string Columns = "project_id,title,planned_end,project_end,event,reference,role\n";

    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with
    {
        NewLine = "\n", Injection = CsvInjection.Escape, FormatProvider = System.Globalization.CultureInfo.InvariantCulture,
    };

    public static string ToCsv(IEnumerable<ProjectLine> projects)
    {
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        text.Write(Columns);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            foreach (var p in projects)
            {
                foreach (var field in new[] { p.Project.Value, p.Title, Iso(p.PlannedEnd), p.Endless ? "never" : Iso(p.EndedOn), p.Event is { } e ? AuditWord.Of(e) : "", p.Reference, p.Role == ProjectRole.Controller ? "" : AuditWord.Of(p.Role) })
                    csv.WriteField(field ?? "");
                csv.EndRecord();
            }
        }
        return text.ToString();
    }

    private static string Iso(LocalDate? date) => date is { } day ? LocalDatePattern.Iso.Format(day) : "";
}
