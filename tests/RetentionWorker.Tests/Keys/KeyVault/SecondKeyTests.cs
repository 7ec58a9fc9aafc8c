using System.Security.Cryptography;
using System.Text;
using Retention.Domain.Transparency;
using RetentionWorker.Anchor;
using RetentionWorker.Anchor.Places;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Keys.KeyVault;
using RetentionWorker.Record;
using RetentionWorker.Tests.Record;

namespace RetentionWorker.Tests.Keys.KeyVault;

/// <summary>A vault's line below checkpoints that leave the machine: good where it is, said where it is not, and nothing ever waits for it.</summary>
public sealed class SecondKeyTests : IAsyncLifetime
{
    private static readonly CancellationToken Now = CancellationToken.None;
    private readonly RotationBed bed = new();
    private readonly SmallVault vault = new();

    private string Export => Path.Combine(bed.Desk.Home, "export");

    public async ValueTask InitializeAsync() => await bed.Desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        bed.Dispose();
        vault.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_exported_checkpoint_has_a_second_line_that_the_program_and_openssl_verify()
    {
        var exported = await ExportAsync();
        Assert.Null(exported.SecondFault);
        var note = SignedNote.Parse(File.ReadAllBytes(Path.Combine(Export, "checkpoint")));
        Assert.Equal(2, note.Signatures.Count);
        var named = Assert.Single(await bed.EntriesAsync("second-key")).GetProperty("key").GetString()!;
        Assert.Equal((exported.SecondKey, named + "\n"), (named, File.ReadAllText(Path.Combine(Export, "log.second.vkey"))));
        Assert.Equal(vault.Key.ExportSubjectPublicKeyInfo(), VerifierKey.Parse(named).Key.ToArray());
        // The log's own head has one line.
        Assert.Single(SignedNote.Parse(bed.Head().Signed!.Note).Signatures);
        var verdict = await bed.Desk.DoAsync("audit", "verify", "--export", "export", "--vkey", Path.Combine(Export, "log.second.vkey"));
        Assert.DoesNotContain("second-line-missing", verdict.Output, StringComparison.Ordinal);
        await bed.Desk.DoAsync("audit", "verify");
        Assert.Equal(0, RotationBed.Stranger(Export).Code);
        Assert.Equal(0, RotationBed.Stranger(Export, "--vkey", named).Code);
        // Once named, it is not named again; and the log's own key changes beside it.
        await bed.RotateAsync();
        await ExportAsync();
        Assert.Single(await bed.EntriesAsync("second-key"));
        await bed.Desk.DoAsync("audit", "verify", "--export", "export", "--vkey", named);
        Assert.Equal(0, RotationBed.Stranger(Export, "--vkey", named).Code);
    }

    [Fact]
    public async Task Another_key_in_the_vault_is_named_on_the_log_before_it_signs()
    {
        await ExportAsync();
        vault.Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var second = await ExportAsync();
        Assert.Null(second.SecondFault);
        var named = await bed.EntriesAsync("second-key");
        Assert.Equal((2, second.SecondKey), (named.Count, named[1].GetProperty("key").GetString()));
        await bed.Desk.DoAsync("audit", "verify", "--export", "export", "--vkey", second.SecondKey!);
        Assert.Equal(0, RotationBed.Stranger(Export, "--vkey", second.SecondKey!).Code);
        // What the vault's first key signed is not what is exported now.
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("audit", "verify", "--export", "export", "--vkey", named[0].GetProperty("key").GetString()!)).Code);
    }

    [Fact]
    public async Task A_second_line_that_is_wrong_is_found_and_one_that_is_missing_is_said()
    {
        await ExportAsync();
        var path = Path.Combine(Export, "checkpoint");
        var (good, named) = (SignedNote.Parse(File.ReadAllBytes(path)), File.ReadAllText(Path.Combine(Export, "log.second.vkey")).TrimEnd('\n'));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var one = SignedNote.Parse(bed.Head().Signed!.Note);
        var forged = one.With(VerifierKey.Parse(named), other.SignData(Encoding.UTF8.GetBytes(one.Text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        // As a vault has it and not as a note has it: r and s side by side.
        var raw = one.With(VerifierKey.Parse(named), vault.Key.SignData(Encoding.UTF8.GetBytes(one.Text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        foreach (var wrong in new[] { forged, raw })
        {
            File.WriteAllBytes(path, wrong.ToBytes());
            var said = await bed.Desk.SayAsync("audit", "verify", "--export", "export");
            Assert.Equal(ExitCode.LogDoesNotVerify, said.Code);
            Assert.Contains("the second line of the checkpoint is not the vault's", said.Errors, StringComparison.Ordinal);
            Assert.Equal(5, RotationBed.Stranger(Export).Code);
        }
        File.WriteAllBytes(path, one.ToBytes());
        Assert.Contains("second-line-missing", (await bed.Desk.DoAsync("audit", "verify", "--export", "export")).Output, StringComparison.Ordinal);
        Assert.Equal(0, RotationBed.Stranger(Export).Code);
        // Whoever asks for the vault's key gets no log without its line.
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("audit", "verify", "--export", "export", "--vkey", named)).Code);
        Assert.Equal(5, RotationBed.Stranger(Export, "--vkey", named).Code);
        File.WriteAllBytes(path, good.ToBytes());
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("audit", "verify", "--export", "export", "--vkey", VerifierKey.Of(one.Signatures[0].Name, NoteAlgorithm.EcdsaP256, other.ExportSubjectPublicKeyInfo()).ToString())).Code);
        Assert.Equal(ExitCode.BadInput, (await bed.Desk.SayAsync("audit", "verify", "--vkey", named)).Code);
    }

    public static TheoryData<string, string> Outages => new()
    {
        { "403", CosignFault.Denied }, { "429", CosignFault.Throttled }, { "429 for an hour", CosignFault.Unreachable }, { "503", CosignFault.Unreachable }, { "hangs", CosignFault.Unreachable },
        { "gone", CosignFault.NoKey }, { "sign 403", CosignFault.Denied }, { "page", CosignFault.Unexpected }, { "disabled", CosignFault.NoKey }, { "another curve", CosignFault.Unexpected },
        { "private", CosignFault.Unexpected }, { "another vault", CosignFault.Unexpected }, { "another domain", CosignFault.Unexpected }, { "another key signs", CosignFault.NotVouched },
    };

    /// <summary>Behaviours beyond 401, the bundle and 404 are documented, not replayed.</summary>
    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Where_the_vault_does_not_sign_the_export_and_the_anchor_go_on_with_one_line_and_say_why(string outage, string code)
    {
        Break(outage);
        var exported = await ExportAsync();
        Assert.Equal((code, null), (exported.SecondFault, exported.SecondKey));
        Assert.Single(SignedNote.Parse(File.ReadAllBytes(Path.Combine(Export, "checkpoint"))).Signatures);
        await bed.Desk.DoAsync("audit", "verify", "--export", "export");
        Directory.CreateDirectory(Path.Combine(bed.Desk.Home, "elsewhere"));
        var line = Assert.Single(await AnchorAsync());
        Assert.Equal((null, code), (line.Code, line.SecondFault));
        if (outage == "another domain")
            Assert.Empty(vault.Credential.AskedFor);
        if (outage is "403" or "429" or "503")
            Assert.True(vault.Asked.Count(a => a.Token) <= 6, $"{vault.Asked.Count}");
        // When it is well again, the next one has its line.
        vault.Trouble = null;
        (vault.Hangs, vault.Alter, vault.Resource, vault.SignsBy) = (false, text => text, "https://vault.azure.net", null);
        bed.Write(1);
        Assert.Null((await ExportAsync()).SecondFault);
        Assert.Equal(0, RotationBed.Stranger(Export).Code);
    }

    [Fact]
    public async Task An_anchored_checkpoint_has_the_second_line_too_and_the_log_begins_with_it()
    {
        Directory.CreateDirectory(Path.Combine(bed.Desk.Home, "elsewhere"));
        var line = Assert.Single(await AnchorAsync());
        Assert.Equal((null, null), (line.Code, line.SecondFault));
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(bed.Desk.Home, "elsewhere"), "*", SearchOption.AllDirectories));
        Assert.Equal(2, SignedNote.Parse(File.ReadAllBytes(kept)).Signatures.Count);
        await bed.Desk.DoAsync("audit", "verify", "--against", kept);
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        Assert.Equal(0, RotationBed.Stranger(Export, "--against", kept).Code);
    }

    [Fact]
    public async Task The_program_itself_exports_beside_a_vault_that_is_away_and_warns()
    {
        bed.Desk.Write("retention.json", RetentionWorker.Tests.Cli.Desk.Configuration.Replace(
            "{ \"schedule\"", """{ "secondKey": { "vault": "https://nowhere.vault.invalid", "key": "k", "credential": "default" }, "schedule" """.TrimEnd(), StringComparison.Ordinal));
        var said = await bed.Desk.DoAsync("audit", "export", "--to", "export", "--output", "json");
        Assert.Equal("unreachable", said.Json.GetProperty("secondFault").GetString());
        Assert.Contains("warning: the vault did not sign the checkpoint (unreachable)", said.Errors, StringComparison.Ordinal);
        await bed.Desk.DoAsync("audit", "verify", "--export", "export");
        Assert.Empty(await bed.EntriesAsync("second-key"));
    }

    [Fact]
    public async Task The_first_request_has_neither_token_nor_body_and_the_token_is_for_the_vaults_own_domain()
    {
        var cosigner = Cosigner();
        var key = new CosignerKey(SmallVault.Version, vault.Key.ExportSubjectPublicKeyInfo());
        var der = await cosigner.SignAsync(key, "text"u8.ToArray(), Now);
        Assert.True(vault.Key.VerifyData("text"u8, der, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        var sign = $"POST /keys/retention-log/{SmallVault.Version}/sign?api-version=7.3";
        Assert.Equal([(sign, false, 0), (sign, true, vault.Asked[1].Body)], vault.Asked);
        Assert.True(vault.Asked[1].Body > 40);
        Assert.Equal(["https://vault.azure.net/.default 72f988bf-86f1-41af-91ab-2d7cd011db47"], vault.Credential.AskedFor);
        // From then on it knows.
        await cosigner.SignAsync(key, "text"u8.ToArray(), Now);
        Assert.Equal(3, vault.Asked.Count);
    }

    [Fact]
    public void Small_numbers_of_a_signature_are_written_as_DER_wants_them()
    {
        foreach (var (first, second) in new (byte, byte)[] { (0, 0), (0, 0x80), (0xff, 0), (0x7f, 1) })
        {
            var both = new byte[64];
            (both[0], both[32], both[31], both[63]) = (first, second, 1, 1);
            var der = VaultCosigner.Der(both);
            var reader = new System.Formats.Asn1.AsnReader(der, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
            Assert.Equal(new System.Numerics.BigInteger(both.AsSpan(0, 32), true, true), reader.ReadInteger());
            Assert.Equal(new System.Numerics.BigInteger(both.AsSpan(32), true, true), reader.ReadInteger());
            Assert.False(reader.HasData);
        }
    }

    [Theory]
    [InlineData("""{ "vault": "http://v.vault.azure.net", "key": "k", "credential": "default" }""", "secondKey.vault")]
    [InlineData("""{ "key": "k", "credential": "default" }""", "secondKey.vault")]
    [InlineData("""{ "vault": "https://v.vault.azure.net/keys", "key": "k", "credential": "default" }""", "secondKey.vault")]
    [InlineData("""{ "vault": "https://v.vault.azure.net", "key": "a/b", "credential": "default" }""", "secondKey.key")]
    [InlineData("""{ "vault": "https://v.vault.azure.net", "key": "k", "version": "new", "credential": "default" }""", "secondKey.version")]
    [InlineData("""{ "vault": "https://v.vault.azure.net", "key": "k" }""", "secondKey.credential")]
    [InlineData("""{ "vault": "https://v.vault.azure.net", "key": "k", "credential": "default", "kye": "k" }""", "secondKey.kye")]
    public async Task Each_option_that_is_wrong_is_one_error_that_names_it(string section, string key)
    {
        bed.Desk.Write("retention.json", RetentionWorker.Tests.Cli.Desk.Configuration.Replace("{ \"schedule\"", "{ \"secondKey\": " + section + ", \"schedule\"", StringComparison.Ordinal));
        var said = await bed.Desk.SayAsync("audit", "export", "--to", "export");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Contains(key, said.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Export));
    }

    private void Break(string outage)
    {
        vault.OnlyWhenSigning = outage.StartsWith("sign ", StringComparison.Ordinal);
        switch (outage)
        {
            case "hangs":
                vault.Hangs = true;
                break;
            case "429 for an hour":
                vault.Trouble = (429, "Retry-After: 3600\r\n");
                break;
            case "gone":
                vault.Trouble = (404, "");
                break;
            case "page":
                vault.Alter = _ => "<html>";
                break;
            case "disabled":
                vault.Alter = text => text.Replace("\"enabled\":true", "\"enabled\":false", StringComparison.Ordinal);
                break;
            case "another curve":
                vault.Alter = text => text.Replace("P-256", "P-256K", StringComparison.Ordinal);
                break;
            case "private":
                vault.Alter = text => text.Replace("\"crv\"", "\"d\":\"AA\",\"crv\"", StringComparison.Ordinal);
                break;
            case "another vault":
                vault.Alter = text => text.Replace(SmallVault.Host, "other.vault.azure.net", StringComparison.Ordinal);
                break;
            case "another domain":
                vault.Resource = "https://vault.example.org";
                break;
            case "another key signs":
                vault.SignsBy = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                break;
            default:
                vault.Trouble = (int.Parse(outage.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), outage == "429" ? "Retry-After: 0\r\n" : "");
                break;
        }
    }

    private VaultCosigner Cosigner() => new(SmallVault.Address, "retention-log", null, vault.Credential, vault.Transport(), TimeSpan.FromSeconds(2));

    private async Task<ExportedLog> ExportAsync()
    {
        using var rooms = new Open(bed, Cosigner());
        return await new LogExport(rooms.Catalogue, NoteVerifier.Instance).ToAsync(Export, await rooms.Second.PrepareAsync("os-1", Now), null, Now);
    }

    private async Task<IReadOnlyList<AnchorLine>> AnchorAsync()
    {
        using var rooms = new Open(bed, Cosigner());
        return await new Anchoring(rooms.Catalogue, rooms.Log, bed.Desk.Clock, new AnchorOptions(), [new DirectoryPlace("elsewhere", Path.Combine(bed.Desk.Home, "elsewhere"))], rooms.Second).SendNowAsync("os-1", null, Now);
    }

    private sealed class Open(RotationBed bed, ICheckpointCosigner cosigner) : IDisposable
    {
        private readonly LogKey key = new(bed.Keys, RandomNumberGenerator.GetBytes);

        public SqliteCatalogue Catalogue { get; } = SqliteCatalogue.Open(bed.Data);

        public AuditLog Log => new(key);

        public SecondLine Second => new(Catalogue, Log, bed.Desk.Clock, NoteVerifier.Instance, cosigner);

        public void Dispose()
        {
            key.Dispose();
            Catalogue.Dispose();
        }
    }
}
