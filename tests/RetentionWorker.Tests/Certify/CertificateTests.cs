using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Certify;
using RetentionWorker.Cli;
using RetentionWorker.Papers;
using RetentionWorker.Papers.Pdf;
using RetentionWorker.Record;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Papers;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Certify;

/// <summary>Certificates of a study that is erased, step by step; and what could make one say final too early.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private readonly Desk desk = new();
    private int made;

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("run", "--once");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_is_open_then_provisional_then_final_and_each_is_valid_and_names_nobody()
    {
        var open = await CertifyAsync();
        Assert.Equal(("open", 2L), (Status(open), Undone(open, "present")));
        Assert.Equal(2, open.GetProperty("counts").GetProperty("erased").GetInt64());
        var sum = open.GetProperty("authority")[0].GetProperty("arithmetic")[0];
        Assert.Equal(("2026-11-20", "P0D", "2026-11-20", "2026-11-21", "2026-12-04"), (Text(sum, "start"), Text(sum, "eraseAfter"), Text(sum, "keepThrough"), Text(sum, "eraseFrom"), Text(sum, "eraseBy")));

        await EraseTheRestAsync();
        var provisional = await CertifyAsync();
        Assert.Equal(("provisional", "2027-12-18"), (Status(provisional), Text(provisional, "finalFrom")));
        Assert.Contains(provisional.GetProperty("residue").EnumerateArray(), r => Text(r, "kind") == "backup" && Text(r, "until") == "2027-12-17" && !r.GetProperty("past").GetBoolean());

        desk.Clock.Now = Instant.FromUtc(2027, 12, 20, 9, 0);
        var unseen = await CertifyAsync();
        Assert.Equal(("provisional", true), (Status(unseen), unseen.GetProperty("lookNeeded").GetBoolean()));
        await desk.DoAsync("run", "--once");
        var final = await CertifyAsync("--html", "page.html");
        Assert.Equal(("final", 4L), (Status(final), final.GetProperty("counts").GetProperty("erased").GetInt64()));

        var participant = await CertifyAsync("--participant", "P01");
        Assert.Equal(("final", 2L), (Status(participant), participant.GetProperty("counts").GetProperty("erased").GetInt64()));
        var record = await CertifyAsync("--record", "interviews:study-1/recording/P01/a.wav");
        Assert.Equal(("final", 1L), (Status(record), record.GetProperty("counts").GetProperty("erased").GetInt64()));

        var all = new[] { open, provisional, unseen, final, participant, record };
        Validate(all.Select(c => (true, c.GetRawText())).Concat(Broken(final).Select(c => (false, c))));
        foreach (var text in all.Select(c => c.GetRawText()).Append(File.ReadAllText(Path.Combine(desk.Home, "page.html"))))
            Assert.All(new[] { "P01", "P02", "a.wav", ".wav", desk.Home, "retention-desk" }, name => Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task It_is_checked_elsewhere_by_the_logs_key_alone_and_no_altered_one_is_believed()
    {
        await CertifyAsync();
        var bytes = File.ReadAllBytes(Path.Combine(desk.Home, "1.cert"));
        var key = VerifierKey.Parse(VKey());
        using var elsewhere = new Desk();
        var path = elsewhere.Write("1.cert", bytes);
        Assert.StartsWith("OPEN: project of project study-1", (await elsewhere.DoAsync("audit", "check-certificate", path, "--vkey", VKey(), "--expect", "open")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.LogDoesNotVerify, (await elsewhere.SayAsync("audit", "check-certificate", path, "--vkey", VKey(), "--expect", "final")).Code);
        Assert.False(Directory.Exists(Path.Combine(elsewhere.Home, "retention-data")));
        for (var at = 0; at < bytes.Length; at++)
        {
            var altered = (byte[])bytes.Clone();
            altered[at] ^= 1;
            Assert.False(CertificateCheck.Of(altered, key, NoteVerifier.Instance).Verified, $"byte {at}");
        }
        using var other = NoteSigner.Of(key.Name, new byte[32]);
        Assert.False(CertificateCheck.Of(other.Sign(SignedNote.Parse(bytes).Text).ToBytes(), key, NoteVerifier.Instance).Verified);
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        using var session = catalogue.Read();
        Assert.False(CertificateCheck.Of(session.Log.Head().Signed!.Note, key, NoteVerifier.Instance).Verified);
    }

    [Fact]
    public async Task A_status_that_its_own_reasons_contradict_is_not_believed_though_it_is_signed()
    {
        var open = (await CertifyAsync()).GetRawText();
        using var signer = NoteSigner.Of("retention/0011223344556677", new byte[32]);
        Assert.False(CertificateCheck.Of(signer.Sign(open.Replace("\"status\":\"open\"", "\"status\":\"final\"", StringComparison.Ordinal) + "\n").ToBytes(), signer.Key, NoteVerifier.Instance).Verified);
    }

    [Fact]
    public async Task Nobody_gets_a_checkpoint_signed_as_a_document()
    {
        await CertifyAsync();
        using var key = new LogKey(Path.Combine(desk.Home, "retention-data", "audit-log-keys"), _ => throw new InvalidOperationException());
        Assert.Throws<ArgumentException>(() => key.SignDocument(new Checkpoint(VerifierKey.Parse(VKey()).Name, 1, new byte[32]).Text, VKey()));
        Assert.Throws<ArgumentException>(() => key.SignDocument("{}\nx", VKey()));
        Assert.Throws<LogKeyFault>(() => key.SignDocument("{}", "other+00000000+AAAA"));
    }

    [Fact]
    public async Task Of_a_log_that_does_not_verify_there_is_none()
    {
        Execute("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'study-1', 'study-2') AS BLOB) WHERE seq = 2");
        var said = await desk.SayAsync("audit", "certificate", "--project", "study-1", "--to", "x.cert", "--html", "x.html");
        Assert.Equal(ExitCode.LogDoesNotVerify, said.Code);
        Assert.False(File.Exists(Path.Combine(desk.Home, "x.cert")) || File.Exists(Path.Combine(desk.Home, "x.html")));
    }

    [Fact]
    public async Task Of_what_nobody_knows_there_is_none_and_nothing_is_written_over()
    {
        await desk.DoAsync("project", "add", "empty", "--planned-end", "2026-12-31");
        foreach (var scope in new[] { new[] { "--project", "study-9" }, ["--project", "empty"], ["--project", "study-1", "--participant", "P09"], ["--project", "study-1", "--record", "interviews:study-1/recording/P01/b.wav"] })
            Assert.Equal(ExitCode.BadInput, (await desk.SayAsync(["audit", "certificate", .. scope, "--to", "x.cert"])).Code);
        desk.Write("there.cert", "mine");
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("audit", "certificate", "--project", "study-1", "--to", "there.cert")).Code);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(desk.Home, "there.cert")));
    }

    [Fact]
    public async Task A_catalogue_that_says_erased_where_the_log_does_not_is_not_believed()
    {
        await LongAfterAsync();
        Execute("INSERT INTO forgotten_erasures (group_id, erased_at, records) SELECT id, 1, 2 FROM groups WHERE category = 'contact-details' LIMIT 1");
        var said = await CertifyAsync();
        Assert.Equal(("open", 2L), (Status(said), Undone(said, "books-disagree")));
    }

    [Fact]
    public async Task A_hold_an_unclassified_record_and_one_that_came_back_each_keep_it_open()
    {
        await LongAfterAsync();
        Assert.Equal("final", Status(await CertifyAsync()));
        var hold = (await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P02", "--mandate", "litigation", "--reference", "CASE/17", "--review-by", "2028-01-31", "--output", "json")).Json;
        Assert.Equal(1, Undone(await CertifyAsync(), "held"));
        Assert.Equal("final", Status(await CertifyAsync("--participant", "P01")));
        Assert.Equal("open", Status(await CertifyAsync("--participant", "P02")));
        desk.BecomeAnotherPerson();
        await desk.DoAsync("hold", "release", hold.GetProperty("hold").ToString());
        Assert.Equal("final", Status(await CertifyAsync()));

        desk.Record("study-1/recording/P01/a.wav");
        await desk.SayAsync("discover");
        Assert.Equal(1, Undone(await CertifyAsync(), "present"));
        File.Delete(Path.Combine(desk.Home, "interviews", "study-1", "recording", "P01", "a.wav"));
        desk.Record("nowhere.wav");
        await desk.SayAsync("discover");
        var moved = await CertifyAsync();
        Assert.Equal((1L, 1L), (Undone(moved, "vanished"), Undone(moved, "unclassified-elsewhere")));
    }

    [Fact]
    public async Task A_longer_declaration_counts_for_what_went_before_it_and_a_store_that_is_not_configured_is_never_final()
    {
        await LongAfterAsync();
        desk.Write("retention.json", Desk.Configuration.Replace("\"backupDays\": 35", "\"backupDays\": 400", StringComparison.Ordinal));
        Assert.Equal(("provisional", "2028-12-17"), (Status(await CertifyAsync()), Text(await CertifyAsync(), "finalFrom")));
        desk.Write("retention.json", Desk.Configuration.Replace("interviews", "elsewhere", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(desk.Home, "elsewhere"));
        var said = await CertifyAsync();
        Assert.Equal(("open", 1L, 1L), (Status(said), Undone(said, "store-undeclared"), Undone(said, "store-unlisted")));
    }

    [Fact]
    public async Task A_processor_who_was_not_told_of_what_was_erased_keeps_it_open_until_they_attest_or_are_excused()
    {
        await LongAfterAsync();
        Assert.Equal("final", Status(await CertifyAsync()));
        await desk.DoAsync("recipient", "add", "--project", "study-1", "--recipient", "transcripts-ltd", "--kind", "processor");
        await desk.DoAsync("recipient", "add", "--project", "study-1", "--recipient", "archive-ltd", "--kind", "recipient");
        var open = await CertifyAsync();
        Assert.Equal(("open", 2L), (Status(open), Undone(open, "recipient-untold")));
        Validate([(true, open.GetRawText())]);
        await desk.DoAsync("recipient", "attest", "--project", "study-1", "--recipient", "transcripts-ltd", "--reference", "LETTER/1", "--on", "2027-12-20");
        Assert.Equal(1L, Undone(await CertifyAsync(), "recipient-untold"));
        await desk.DoAsync("recipient", "excuse", "--project", "study-1", "--recipient", "archive-ltd", "--because", "never-received");
        var final = await CertifyAsync();
        Assert.Equal("final", Status(final));
        Assert.Equal(["excused", "attested"], final.GetProperty("recipients").EnumerateArray().Select(r => Text(r, "state")));
    }

    [Fact]
    public async Task A_project_that_runs_again_is_open_though_nothing_of_it_is_left()
    {
        await LongAfterAsync();
        Execute("UPDATE projects SET ended_on = NULL, end_event = NULL, end_recorded_at = NULL");
        Assert.Equal(1, Undone(await CertifyAsync(), "still-running"));
    }

    [Fact]
    public async Task The_page_needs_nothing_and_can_be_read_by_anybody()
    {
        await CertifyAsync("--html", "page.html");
        var page = File.ReadAllText(Path.Combine(desk.Home, "page.html"));
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.All(new[] { "<script", "http://", "https://", "src=", "href=", "url(", "@import", " on" + "load=" }, outside => Assert.DoesNotContain(outside, page, StringComparison.OrdinalIgnoreCase));
        Assert.All(new[] { "<h1>", "<caption>", "<th scope=\"col\">", "<th scope=\"row\">", "size: A4", "<strong>OPEN</strong>" }, part => Assert.Contains(part, page, StringComparison.Ordinal));
        Assert.Equal(page.Split("<table>").Length, page.Split("<caption>").Length);
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllLines(Path.Combine(desk.Home, "1.cert"))[0]))), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_and_sheets_say_the_same_and_the_same_certificate_makes_the_same_files()
    {
        await CertifyAsync("--html", "page.html", "--pdf", "sheets.pdf");
        var (signed, page, sheets) = (File.ReadAllBytes(Path.Combine(desk.Home, "1.cert")), File.ReadAllBytes(Path.Combine(desk.Home, "page.html")), File.ReadAllBytes(Path.Combine(desk.Home, "sheets.pdf")));
        var paper = CertificatePaper.Of(signed);
        Assert.Equal("OPEN", paper.Stamp);
        Assert.Equal(ReadBack.OfHtml(page), ReadBack.OfPdf(sheets, paper.Stamp, paper.Title));
        Assert.Equal(page, HtmlPaper.Of(paper));
        Assert.Equal(sheets, PdfPaper.Of(paper));
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllLines(Path.Combine(desk.Home, "1.cert"))[0])));
        Assert.All(ReadBack.Sheets(sheets), sheet =>
        {
            Assert.Contains("OPENCertificateoferasure:projectstudy-1", sheet, StringComparison.Ordinal);
            Assert.Contains("DocumentSHA-256" + digest, sheet, StringComparison.Ordinal);
            Assert.All(new[] { "P01", "P02", ".wav", "retention-desk" }, name => Assert.DoesNotContain(name, sheet, StringComparison.OrdinalIgnoreCase));
        });
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("audit", "certificate", "--project", "study-1", "--to", "x.cert", "--pdf", "x.cert")).Code);
    }

    private async Task EraseTheRestAsync()
    {
        desk.Clock.Now = Instant.FromUtc(2027, 11, 12, 9, 0);
        await desk.DoAsync("run", "--once");
    }

    /// <summary>Everything erased, every copy past, every store looked at since.</summary>
    private async Task LongAfterAsync()
    {
        await EraseTheRestAsync();
        desk.Clock.Now = Instant.FromUtc(2027, 12, 20, 9, 0);
        await desk.DoAsync("run", "--once");
    }

    private async Task<JsonElement> CertifyAsync(params string[] more)
    {
        var file = FormattableString.Invariant($"{++made}.cert");
        await desk.DoAsync(["audit", "certificate", "--project", "study-1", .. more, "--to", file]);
        return (await desk.DoAsync("audit", "check-certificate", file, "--vkey", VKey(), "--output", "json")).Json.GetProperty("certificate");
    }

    private string VKey()
    {
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        using var session = catalogue.Read();
        return session.Log.Head().Signed!.VKey;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(desk.Home, "retention-data", "catalogue.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0, sql);
    }

    /// <summary>What the schema must refuse: a status that lies, a sentence anywhere, a key too few or too many.</summary>
    private static IEnumerable<string> Broken(JsonElement final)
    {
        var text = final.GetRawText();
        yield return text.Replace("\"status\":\"final\"", "\"status\":\"open\"", StringComparison.Ordinal);
        yield return text.Replace("\"past\":true", "\"past\":false", StringComparison.Ordinal);
        yield return text.Replace("\"v\":1", "\"v\":1,\"note\":\"a-word\"", StringComparison.Ordinal);
        yield return text.Replace("\"listed-absent\"", "\"Mrs Miller was told\"", StringComparison.Ordinal);
        foreach (var member in final.EnumerateObject().Where(m => m.Name != "finalFrom"))
        {
            var without = System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
            without.Remove(member.Name);
            yield return without.ToJsonString();
        }
    }

    private static void Validate(IEnumerable<(bool Valid, string Document)> documents)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Path, "tests", "schemas", "validate.mjs"));
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Path, "docs", "schemas", "certificate.schema.json"));
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using (var input = new StreamWriter(process.StandardInput.BaseStream, new UTF8Encoding(false)))
        {
            foreach (var (valid, document) in documents)
                input.Write($"{{\"valid\":{(valid ? "true" : "false")},\"why\":\"certificate\",\"entry\":{document}}}\n");
        }
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    private static string Status(JsonElement said) => Text(said, "status");

    private static long Undone(JsonElement said, string reason) =>
        said.GetProperty("open").EnumerateArray().Where(o => Text(o, "reason") == reason).Select(o => o.GetProperty("count").GetInt64()).SingleOrDefault();

    private static string Text(JsonElement of, string key) => of.GetProperty(key).GetString()!;
}
