using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Hosting;

public sealed class ConfigurationTests : IDisposable
{
    private readonly Desk desk = new();

    [Fact]
    public async Task Every_problem_is_named_at_once_each_with_its_keys_path()
    {
        desk.Write("retention.json", """
            { "schedul": "s.yaml",
              "stores": {
                "interviews": { "kind": "files", "root": "interviews", "templte": "{project}", "declared": { "backupDays": "35" } },
                "inner": { "kind": "files", "root": "interviews/x", "template": "{project}/{category}/{*}", "declared": { "backupDays": 1, "snapshotDays": 0 } },
                "odd": { "kind": "file" },
                "archive": { "kind": "azureBlob", "service": "ftp://x", "container": "A", "template": "{project}/{category}/{*}", "credential": "secret" },
                "no/name": {} },
              "daemon": { "discover": "x" } }
            """);
        var said = await desk.SayAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Equal("", said.Output);
        foreach (var expected in new[]
        {
            "schedul: is not a key of retention.json (did you mean 'schedule'?)",
            "stores.interviews.templte: is not a key of stores.interviews (did you mean 'template'?)",
            "stores.interviews.template: must",
            "stores.interviews.declared.backupDays: must be a whole number, not text",
            "stores.interviews.declared.snapshotDays: must be written",
            "stores.inner.root: overlaps stores.interviews.root",
            "stores.odd.kind: 'file' is not a kind of store; write one of: files, azureBlob (did you mean 'files'?)",
            "stores.archive.service: ",
            "stores.archive.container: ",
            "stores.archive.credential: ",
            "stores.archive.declared: ",
            "stores.no/name: is not a store's name",
            "daemon.discover: ",
        })
            Assert.Contains("  " + expected, said.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(desk.Home, "retention-data")));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("[]", "must hold a JSON object, not a list")]
    [InlineData("{} {}", "is not JSON")]
    [InlineData("{ // why\n }", "is not JSON at line 1")]
    [InlineData("{ \"schedule\": \"a\", }", "is not JSON")]
    [InlineData("{ \"schedule\": \"a\", \"schedule\": \"b\" }", "schedule: is written twice")]
    [InlineData("{ \"stores\": { \"a\": {}, \"a\": {} } }", "stores.a: is written twice")]
    [InlineData("{ \"schedule\": 7 }", "schedule: must be text, not 7")]
    [InlineData("{ \"schedule\": null }", "schedule: must be text, not null")]
    [InlineData("{ \"stores\": [] }", "stores: must be an object, not a list")]
    [InlineData("{ \"stores\": { \"a\": { \"kind\": \"files\", \"root\": \"r\", \"template\": \"{project}/{category}/{*}\", \"overwrite\": \"yes\", \"declared\": { \"backupDays\": 1.5, \"snapshotDays\": 0 } } } }", "stores.a.overwrite: must be true or false, not text")]
    [InlineData("{ \"stores\": { \"a\": { \"kind\": \"files\", \"root\": \"r\", \"template\": \"{project}/{category}/{*}\", \"declared\": { \"backupDays\": 1.5, \"snapshotDays\": 0 } } } }", "stores.a.declared.backupDays: must be a whole number, not 1.5")]
    [InlineData("{ \"stores\": { \"a\": { \"kind\": \"files\", \"root\": \"r\", \"template\": \"{project}/{category}/{*}\" } } }", "stores.a.declared: ")]
    [InlineData("{ \"stores\": { \"a\": { \"kind\": \"files\", \"root\": \".\", \"template\": \"{project}/{category}/{*}\", \"declared\": { \"backupDays\": 0, \"snapshotDays\": 0 } } } }", "stores.a.root: overlaps the data directory")]
    public async Task What_is_ambiguous_is_not_read(string json, string problem)
    {
        desk.Write("retention.json", json);
        var said = await desk.SayAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Contains(problem, said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_problem_and_another_encoding_is()
    {
        desk.Write("retention.json", [0xEF, 0xBB, 0xBF, .. "{}"u8]);
        await desk.DoAsync("project", "list");
        desk.Write("retention.json", System.Text.Encoding.Unicode.GetPreamble().Concat(System.Text.Encoding.Unicode.GetBytes("{}")).ToArray());
        Assert.Contains("is not UTF-8", (await desk.SayAsync("project", "list")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public async Task A_file_that_others_may_exchange_is_refused(UnixFileMode tooMuch)
    {
        var path = Path.Combine(desk.Home, "retention.json");
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | tooMuch);
        var open = await desk.SayAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, open.Code);
        Assert.Contains("may be written by others than its owner", open.Errors, StringComparison.Ordinal);

        File.Move(path, path + ".real");
        File.SetUnixFileMode(path + ".real", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(path, path + ".real");
        var link = await desk.SayAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, link.Code);
        Assert.Contains("is a symbolic link", link.Errors, StringComparison.Ordinal);
        await desk.DoAsync("project", "list", "--config", "retention.json.real");
    }

    [Fact]
    public async Task A_missing_named_file_is_a_problem_and_a_missing_default_is_none()
    {
        Assert.Contains("nope.json: there is no such file", (await desk.SayAsync("project", "list", "--config", "nope.json")).Errors, StringComparison.Ordinal);
        File.Delete(Path.Combine(desk.Home, "retention.json"));
        await desk.DoAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, (await desk.SayAsync("run", "--once")).Code);
    }

    [Fact]
    public async Task The_environment_overrides_the_file_and_the_command_line_both()
    {
        desk.Variables["RETENTION__STORES__INTERVIEWS__ROOT"] = "elsewhere";
        desk.Variables["RETENTION__DATA"] = "data-of-the-environment";
        var said = await desk.SayAsync("store", "list", "--verbose", "--data", "data-of-the-line");
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Contains("stores.interviews.root = elsewhere  (RETENTION__STORES__INTERVIEWS__ROOT (overrides retention.json))", said.Errors, StringComparison.Ordinal);
        Assert.Contains($"data = {Path.Combine(desk.Home, "data-of-the-line")}  (--data (overrides RETENTION__DATA))", said.Errors, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(desk.Home, "data-of-the-line")));
        Assert.False(Directory.Exists(Path.Combine(desk.Home, "data-of-the-environment")));
    }

    [Theory]
    [InlineData("RETENTION__SCHEDUL", "x", "'SCHEDUL' is not a key of retention.json (did you mean 'schedule'?)")]
    [InlineData("RETENTION__STORES__INTERVIEWS__DECLARED__BACKUPDAYS", "many", "must be a whole number")]
    [InlineData("RETENTION__STORES__INTERVIEWS__OVERWRITE", "yes", "must be true or false")]
    [InlineData("RETENTION__STORES__INTERVIEWS", "x", "names the object stores.interviews")]
    [InlineData("RETENTION__SCHEDULE__X", "x", "schedule is a value and has no keys of its own")]
    [InlineData("RETENTION____X", "x", "has an empty part")]
    [InlineData("RETENTION__DATA", " ", "is empty; name the data directory")]
    public async Task A_variable_is_checked_like_a_key(string name, string value, string problem)
    {
        desk.Variables[name] = value;
        var said = await desk.SayAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Contains($"{name}: {problem}", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_directory_is_for_its_owner_alone()
    {
        await desk.DoAsync("project", "list");
        var data = new DirectoryInfo(Path.Combine(desk.Home, "retention-data"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, data.UnixFileMode);
        data.UnixFileMode |= UnixFileMode.OtherWrite;
        var said = await desk.SayAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Contains("may be written by every user", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roots_that_only_begin_alike_do_not_overlap_and_a_link_into_one_does()
    {
        Directory.CreateDirectory(Path.Combine(desk.Home, "interviews-old"));
        Directory.CreateSymbolicLink(Path.Combine(desk.Home, "link"), Path.Combine(desk.Home, "interviews"));
        string Two(string root) => $$"""
            { "stores": {
                "a": { "kind": "files", "root": "interviews", "template": "{project}/{category}/{*}", "declared": { "backupDays": 0, "snapshotDays": 0 } },
                "b": { "kind": "files", "root": "{{root}}", "template": "{project}/{category}/{*}", "declared": { "backupDays": 0, "snapshotDays": 0 } } } }
            """;
        desk.Write("retention.json", Two("interviews-old"));
        await desk.DoAsync("store", "list");
        desk.Write("retention.json", Two("link/deeper"));
        Assert.Contains("stores.b.root: overlaps stores.a.root", (await desk.SayAsync("store", "list")).Errors, StringComparison.Ordinal);
    }

    public void Dispose() => desk.Dispose();
}
