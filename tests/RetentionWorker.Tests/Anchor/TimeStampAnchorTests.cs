using System.Diagnostics;
using System.Security.Cryptography;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Anchor;

/// <summary>A time-stamp authority (RFC 3161), played by OpenSSL: its token is kept, and OpenSSL believes it.</summary>
public sealed class TimeStampAnchorTests : IDisposable
{
    private readonly AnchorBed bed = new();

    private string Home => bed.Desk.Home;

    public void Dispose() => bed.Dispose();

    [Fact]
    public async Task The_token_is_kept_and_another_program_believes_it()
    {
        Authority("tsa");
        using var server = new AnswerServer((_, query) => (200, "application/timestamp-reply", Stamp("tsa", query)));
        await bed.StartAsync(("tsa", new { kind = "timeStamp", url = server.Address, certificate = "tsa.pem" }));
        var said = await bed.AnchorAsync();
        Assert.True(said.Code == ExitCode.Done, said.Errors + said.Output);
        byte[] note, token;
        using (var catalogue = SqliteCatalogue.Open(Path.Combine(Home, "retention-data")))
        using (var session = catalogue.Read())
        {
            var kept = Assert.Single(session.Anchors.List());
            (note, token) = (kept.Note, kept.Evidence!);
        }
        await File.WriteAllBytesAsync(Path.Combine(Home, "note"), note, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(Home, "token"), token, TestContext.Current.CancellationToken);
        OpenSsl("ts", "-verify", "-data", "note", "-in", "token", "-token_in", "-CAfile", "tsa.pem");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(token)), Assert.Single(await bed.EntriesAsync("anchor")).GetProperty("evidence").GetString());
    }

    [Fact]
    public async Task The_token_and_what_it_stamped_lie_in_an_export_and_what_is_changed_there_is_found()
    {
        Authority("tsa");
        using var server = new AnswerServer((_, query) => (200, "application/timestamp-reply", Stamp("tsa", query)));
        await bed.StartAsync(("tsa", new { kind = "timeStamp", url = server.Address, certificate = "tsa.pem" }));
        var size = (await bed.AnchorAsync()).Json.GetProperty("size").GetInt64();
        await bed.WriteAsync("more", 2);
        await bed.AnchorAsync();
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        Assert.Equal(4, Directory.GetFiles(Path.Combine(Home, "export", "anchors", "tsa")).Length);
        var (note, token) = ($"export/anchors/tsa/{size}.note", $"export/anchors/tsa/{size}.tst");
        OpenSsl("ts", "-verify", "-data", note, "-in", token, "-token_in", "-CAfile", "tsa.pem");
        await bed.Desk.DoAsync("audit", "verify", "--export", "export", "--against", Path.Combine(Home, note));
        await VerifiesAsync(ExitCode.Done);
        foreach (var file in new[] { note, token })
        {
            // In the note this is a letter of the signature: it reads as well as before.
            var path = Path.Combine(Home, file);
            var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(path, [.. bytes[..^10], (byte)(bytes[^10] == 'A' ? 'B' : 'A'), .. bytes[^9..]], TestContext.Current.CancellationToken);
            await VerifiesAsync(ExitCode.LogDoesNotVerify);
            File.Delete(path);
            await VerifiesAsync(ExitCode.Done);
            await bed.Desk.DoAsync("audit", "export", "--to", "export");
            Assert.Equal(bytes, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        }
    }

    private async Task VerifiesAsync(ExitCode expected)
    {
        Assert.Equal(expected, (await bed.Desk.SayAsync("audit", "verify", "--export", "export")).Code);
        Assert.Equal((int)expected, Deploy.Repository.Run("python3", Deploy.Repository.File("tests", "audit", "verify.py"), Path.Combine(Home, "export")).Code);
    }

    [Theory]
    [InlineData("another authority", "not-vouched")]
    [InlineData("another question", "not-vouched")]
    [InlineData("noise", "not-vouched")]
    [InlineData("an error", "refused")]
    public async Task What_it_did_not_stamp_is_no_answer(string answer, string code)
    {
        Authority("tsa");
        Authority("other");
        using var server = new AnswerServer((_, query) => answer switch
        {
            "another authority" => (200, "application/timestamp-reply", Stamp("other", query)),
            "another question" => (200, "application/timestamp-reply", Stamp("tsa", OtherQuery())),
            "noise" => (200, "application/timestamp-reply", [1, 2, 3]),
            _ => (500, "text/plain", []),
        });
        await bed.StartAsync(("tsa", new { kind = "timeStamp", url = server.Address, certificate = "tsa.pem" }));
        var said = await bed.AnchorAsync();
        Assert.Equal((ExitCode.Unavailable, code), (said.Code, said.Json.GetProperty("code").GetString()));
        Assert.Empty(await bed.EntriesAsync("anchor"));
    }

    private void Authority(string name)
    {
        OpenSsl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".pem", "-days", "3650", "-subj", "/CN=" + name, "-addext", "extendedKeyUsage=critical,timeStamping");
        bed.Desk.Write(name + ".cnf", $"[tsa]\nserial = {name}.serial\ndefault_policy = 1.2.3.4.1\ndigests = sha256\nsigner_digest = sha256\ness_cert_id_alg = sha256\n");
        bed.Desk.Write(name + ".serial", "01\n");
    }

    private byte[] Stamp(string name, byte[] query)
    {
        bed.Desk.Write("query", query);
        OpenSsl("ts", "-reply", "-config", name + ".cnf", "-section", "tsa", "-queryfile", "query", "-signer", name + ".pem", "-inkey", name + ".key", "-out", "reply");
        return File.ReadAllBytes(Path.Combine(Home, "reply"));
    }

    private byte[] OtherQuery()
    {
        bed.Desk.Write("else", "something else");
        OpenSsl("ts", "-query", "-data", "else", "-sha256", "-cert", "-out", "other-query");
        return File.ReadAllBytes(Path.Combine(Home, "other-query"));
    }

    private void OpenSsl(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { WorkingDirectory = Home, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {errors}{said.Result}");
    }
}
