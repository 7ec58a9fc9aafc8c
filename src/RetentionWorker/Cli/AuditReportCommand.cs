using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using RetentionWorker.Papers;
using RetentionWorker.Papers.Pdf;
using RetentionWorker.Record;
using RetentionWorker.Review;

namespace RetentionWorker.Cli;

internal sealed class AuditReportCommand : Verb
{
    private static readonly string[] Kinds = [".html", ".pdf", ".json"];

    private readonly Option<YearMonth> month = new("--month") { Description = "The month, in the schedule's time zone; the running one is reported so far", HelpName = "YYYY-MM", Required = true, CustomParser = ParseMonth };
    private readonly Option<string?> to = new("--to") { Description = "A folder, which gets page, sheets and figures; or one file that ends in .html, .pdf or .json. Nothing is written over", HelpName = "DIR|FILE" };

    public AuditReportCommand()
        : base(
            "report", "Report a month to the data protection officer: erased on time and late, overdue, holds, limits, stops, withdrawals, copies left, and whether the log verifies.",
            "retention audit report --month 2026-10 --to reports\nretention audit report --month 2026-10 --to october.pdf\nretention audit report --month 2026-10 --output json")
    {
        Add(month);
        Add(to);
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var files = asked.Get(to) is { } given ? FilesOf(asked.PathOf(given), asked.Get(month)) : [];
        if (files.Count == 0 && asked.Was(to))
            return asked.Answer.Stop(ExitCode.BadInput, $"--to {asked.Get(to)}: neither a folder nor a file that ends in .html, .pdf or .json");
        if (files.FirstOrDefault(Path.Exists) is { } taken)
            return asked.Answer.Stop(ExitCode.BadInput, $"{taken} is there already: nothing is written over it");
        var room = asked.Room<Reporting>();
        var made = await asked.ShowAsync("verifying the audit log", line => Task.FromResult(room.Of(asked.Get(month), line is null ? null : (done, total) => line.Count(done, total), ct)));
        switch (made)
        {
            case Reported.Done done:
                return Write(asked, files, done.Report);
            case Reported.Broken broken:
                return asked.Answer.Stop(ExitCode.LogDoesNotVerify, $"no report is made of a log that does not verify: {broken.Problem}", "look at it with: retention audit verify");
            case Reported.OutsideTheLog outside:
                return asked.Answer.Stop(ExitCode.BadInput, outside.Problem);
            default:
                return asked.Answer.Stop(ExitCode.Unavailable, "the log went on each time while it was verified: ask again when no run is under way");
        }
    }

    private static ExitCode Write(VerbContext asked, IReadOnlyList<string> files, MonthReport report)
    {
        var figures = Encoding.UTF8.GetBytes(JsonShape.Of(report));
        var paper = ReportPaper.Of(report, Convert.ToHexStringLower(SHA256.HashData(figures)));
        try
        {
            foreach (var file in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                LogProof.Write(file, Path.GetExtension(file) switch { ".html" => HtmlPaper.Of(paper), ".pdf" => PdfPaper.Of(paper), _ => figures });
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return asked.Answer.Stop(ExitCode.Unavailable, $"it cannot be written: {fault.Message}");
        }
        if (!report.Log.Runs.Balanced)
            asked.Answer.Warn("what the runs say they erased and the outcomes on the log differ: see the books of the runs");
        asked.Answer.One(report, [$"{paper.Title}: {paper.Stamp}", $"  {paper.Meaning}", .. files.Select(f => $"  written to {f}")]);
        return ExitCode.Done;
    }

    private static IReadOnlyList<string> FilesOf(string path, YearMonth month)
    {
        if (Directory.Exists(path) || Path.GetExtension(path).Length == 0)
            return [.. Kinds.Select(kind => Path.Combine(path, FormattableString.Invariant($"retention-report-{month.Year:0000}-{month.Month:00}{kind}")))];
        return Kinds.Contains(Path.GetExtension(path), StringComparer.Ordinal) ? [path] : [];
    }

    private static YearMonth ParseMonth(ArgumentResult given)
    {
        var text = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        if (ReportMonth.Parse(text) is { } month)
            return month;
        given.AddError($"--month '{text}' is not a month: write it as 2026-10");
        return default;
    }
}
