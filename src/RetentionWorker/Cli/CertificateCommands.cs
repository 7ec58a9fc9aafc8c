using System.CommandLine;
using Retention.Domain.Certificates;
using Retention.Domain.Facts;
using Retention.Domain.Transparency;
using RetentionWorker.Certify;
using RetentionWorker.Papers;
using RetentionWorker.Papers.Pdf;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class AuditCertificateCommand : Verb
{
    private readonly Option<ProjectId> project = Inputs.Project();
    private readonly Option<ParticipantId?> participant = Inputs.Participant();
    private readonly Option<RecordAddress?> record = Inputs.Record();
    private readonly Option<string> to = new("--to") { Description = "The file; it must not exist yet", HelpName = "FILE", Required = true };
    private readonly Option<string?> html = new("--html") { Description = "A page for people too, made of the same document; it must not exist yet", HelpName = "FILE" };
    private readonly Option<string?> pdf = new("--pdf") { Description = "The same on sheets of A4; it must not exist yet", HelpName = "FILE" };

    public AuditCertificateCommand()
        : base(
            "certificate", "Write a signed certificate of what was erased of a project, a participant or a record: open, provisional or final, and why.",
            "retention audit certificate --project commute-study --to commute.cert --html commute.html --pdf commute.pdf\nretention audit certificate --project commute-study --participant P07 --to p07.cert\nretention audit certificate --project commute-study --record interviews:commute-study/recording/P07/a.wav --to a.cert")
    {
        foreach (var option in new Option[] { project, participant, record, to, html, pdf })
            Add(option);
        Validators.Add(given =>
        {
            if (given.GetResult(participant) is not null && given.GetResult(record) is not null)
                given.AddError("a certificate is of a participant or of a record, not of both");
        });
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var files = new CertificateFiles(asked.PathOf(asked.Get(to)), PathOf(asked, html), PathOf(asked, pdf));
        foreach (var taken in files.All.Where(Path.Exists))
            return asked.Answer.Stop(ExitCode.BadInput, $"{taken} is there already: nothing is written over it");
        if (files.All.Distinct(StringComparer.Ordinal).Count() < files.All.Count)
            return asked.Answer.Stop(ExitCode.BadInput, "--to, --html and --pdf name the same file");
        var scope = new CertificateScope(asked.Get(project), asked.Get(participant), asked.Get(record));
        var doubt = (await asked.Room<ClockDesk>().ShowAsync(ct)).Doubt;
        var (room, actor) = (asked.Room<Certifying>(), asked.Room<Actor>());
        var made = await asked.ShowAsync("verifying the audit log", line => Task.FromResult(room.Of(scope, actor.Id, doubt is not null, line is null ? null : (done, total) => line.Count(done, total), ct)));
        switch (made)
        {
            case Certified.Done done:
                return Write(asked, files, done);
            case Certified.Broken broken:
                return asked.Answer.Stop(ExitCode.LogDoesNotVerify, $"no certificate is made of a log that does not verify: {broken.Problem}", "look at it with: retention audit verify");
            case Certified.Unlinkable gone:
                return asked.Answer.Stop(
                    ExitCode.Unavailable, "no entry of the log can be connected with it any more, if any ever spoke of it",
                    "keys that link entries to names and are not in use: " + string.Join(", ", gone.Keys), "ask for the whole project: retention audit certificate --project " + scope.Project);
            case Certified.NothingErased:
                return asked.Answer.Stop(ExitCode.Refused, "nothing of it was ever erased, and nothing is to be: of that there is no certificate");
            case Certified.Moving:
                return asked.Answer.Stop(ExitCode.Unavailable, "the log went on each time while it was verified: ask again when no run is under way");
            default:
                return asked.Answer.Stop(
                    ExitCode.BadInput, "nothing of it is known, neither in the catalogue nor on the log: an empty certificate would be none",
                    asked.Room<NameCheck>().Unknown(scope.Project, null, scope.Participant));
        }
    }

    private static string? PathOf(VerbContext asked, Option<string?> option) => asked.Get(option) is { } named ? asked.PathOf(named) : null;

    private static ExitCode Write(VerbContext asked, CertificateFiles files, Certified.Done done)
    {
        var paper = CertificatePaper.Of(done.File);
        try
        {
            LogProof.Write(files.Signed, done.File);
            if (files.Html is { } page)
                LogProof.Write(page, HtmlPaper.Of(paper));
            if (files.Pdf is { } sheets)
                LogProof.Write(sheets, PdfPaper.Of(paper));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return asked.Answer.Stop(ExitCode.Unavailable, $"it cannot be written: {fault.Message}");
        }
        var shown = CertificateCheck.Of(done.File, VerifierKey.Parse(done.VKey), NoteVerifier.Instance);
        if (!shown.Verified)
            return asked.Answer.Stop(ExitCode.LogDoesNotVerify, $"what was written does not verify: {shown.Problem}");
        if (done.Judgement.Status != CertificateStatus.Final)
            asked.Answer.Warn("it is not final: " + CertificateWords.OfStatus(shown.Certificate!.Value));
        asked.Answer.One(
            new { File = files.Signed, files.Html, files.Pdf, Status = done.Judgement.Status, Open = done.Judgement.Open.Select(o => new { o.Reason, o.Count }), done.Judgement.FinalFrom, done.VKey },
            [.. CertificateShown.Lines(shown), $"  written to {string.Join(", ", files.All)}", $"  check it anywhere: retention audit check-certificate {files.Signed} --vkey {done.VKey}"]);
        return ExitCode.Done;
    }
}

/// <summary>Where a certificate is written: signed, and for people.</summary>
internal sealed record CertificateFiles(string Signed, string? Html, string? Pdf)
{
    public IReadOnlyList<string> All => [.. new[] { Signed, Html, Pdf }.OfType<string>()];
}

internal sealed class AuditCheckCertificateCommand : Verb
{
    private readonly Argument<string> file = new("FILE") { Description = "The certificate" };
    private readonly Option<string> vkey = new("--vkey") { Description = "The log's public key: name+id+base64, or a file that holds it. Have it from the log's keeper, never from who sent the certificate", HelpName = "KEY|FILE", Required = true };
    private readonly Option<string?> expect = new("--expect")
    {
        Description = "The status that it must have: any other is a failure", HelpName = "WORD", CustomParser = given => Words.OneOf(given, ["open", "provisional", "final"]),
    };

    public AuditCheckCertificateCommand()
        : base(
            "check-certificate", "Check what audit certificate wrote, by the log's public key alone: no log, no data directory and no network is needed.",
            "retention audit check-certificate commute.cert --vkey log.vkey --expect final")
    {
        Add(file);
        Add(vkey);
        Add(expect);
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        VerifierKey key;
        byte[] bytes;
        try
        {
            key = await GivenLogKey.ReadAsync(asked, asked.Get(vkey), ct);
            bytes = await File.ReadAllBytesAsync(asked.PathOf(asked.Get(file)), ct);
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            return asked.Answer.Stop(ExitCode.BadInput, fault.Message);
        }
        var verdict = CertificateCheck.Of(bytes, key, NoteVerifier.Instance);
        if (verdict.Verified && asked.Get(expect) is { } status && status != verdict.Status)
            verdict = verdict with { Verified = false, Problem = $"it is {verdict.Status}, not {status}" };
        asked.Answer.One(verdict, verdict.Verified ? CertificateShown.Lines(verdict) : []);
        return verdict.Verified ? ExitCode.Done : asked.Answer.Stop(ExitCode.LogDoesNotVerify, $"the certificate does NOT verify: {verdict.Problem}");
    }
}
