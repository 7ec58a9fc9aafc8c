using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using RetentionWorker.Cli;
using RetentionWorker.Hosting;
using RetentionWorker.Register;

namespace RetentionWorker.Tests.Hosting.Control;

/// <summary>What a peer may ask, and what it cannot do to the daemon.</summary>
public sealed class ControlSocketTests : IAsyncDisposable
{
    private readonly SocketBed bed = new();

    public ValueTask DisposeAsync() => bed.DisposeAsync();

    [Fact]
    public async Task Answers_as_the_command_line_would_to_the_same_person()
    {
        await bed.ListeningAsync();
        var placed = await bed.SayAsync("hold", "place", "--project", "lonely", "--mandate", "litigation", "--reference", "CASE/17", "--review-by", "2099-01-31", "--output", "json");
        Assert.True(placed.Code == ExitCode.Done, placed.Errors);
        Assert.Contains("lonely", placed.Errors);
        var listed = await bed.SayAsync("audit", "list", "--kind", "hold-placed", "--output", "json");
        Assert.Equal(OsActor.Of(bed.Home).Id, listed.Json.GetProperty("actor").GetString());
        Assert.Contains("CASE/17", (await bed.SayAsync("hold", "list")).Output);
        Assert.Equal(ExitCode.Done, (await bed.SayAsync("audit", "verify")).Code);
    }

    [Fact]
    public async Task A_usage_error_is_the_daemons_to_say_and_help_is_shown()
    {
        await bed.ListeningAsync();
        var wrong = await bed.SayAsync("hold", "release", "one");
        Assert.Equal((ExitCode.Usage, ""), (wrong.Code, wrong.Output));
        Assert.StartsWith("error: ID 'one' is not a number\n", wrong.Errors);
        Assert.Contains("retention approve 3f6c…", (await bed.SayAsync("approve", "--help")).Output);
    }

    public static TheoryData<string> OffTheList() => new(Verbs.All(_ => Task.FromResult(ExitCode.Done)).SelectMany(c => Paths(c, "")).Except(ServedVerbs.All));

    [Theory]
    [MemberData(nameof(OffTheList))]
    public async Task A_verb_off_the_list_is_a_77_and_opens_nothing(string verb)
    {
        var opened = 0;
        bed.Rooms = _ => throw new InvalidOperationException($"opened {++opened}");
        await bed.ListeningAsync();
        foreach (var more in new string[][] { [], ["--help"], ["--output", "json"] })
        {
            var said = await bed.SayAsync([.. verb.Split(' '), .. more]);
            Assert.Equal((ExitCode.NotPermitted, "", 0), (said.Code, said.Output, opened));
            Assert.StartsWith($"error: '{verb}' is not answered over the control socket", said.Errors);
            Assert.Single(said.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Theory]
    [InlineData("--data", "/tmp")]
    [InlineData("--data=/tmp")]
    [InlineData("--config", "/etc/passwd")]
    [InlineData("--via", "other.sock")]
    [InlineData("--verbose")]
    public async Task What_is_the_daemons_own_is_a_77(params string[] option)
    {
        await bed.ListeningAsync();
        foreach (var arguments in new string[][] { ["hold", "list", .. option], [.. option, "hold", "list"], [.. option, "purge"] })
        {
            var said = await bed.SayAsync(arguments);
            Assert.Equal(ExitCode.NotPermitted, said.Code);
            Assert.StartsWith($"error: {option[0].Split('=')[0]} is not taken over the control socket", said.Errors);
        }
    }

    [Theory]
    [InlineData("--export", "/tmp")]
    [InlineData("--against", "/etc/passwd")]
    public async Task Nothing_is_read_at_a_place_that_a_peer_names(params string[] option)
    {
        await bed.ListeningAsync();
        Assert.Equal(ExitCode.Done, (await bed.SayAsync("audit", "verify")).Code);
        var said = await bed.SayAsync(["audit", "verify", .. option]);
        Assert.Equal(ExitCode.NotPermitted, said.Code);
        Assert.StartsWith($"error: {option[0]} is not taken over the control socket", said.Errors);
    }

    [Fact]
    public void Every_verb_of_the_list_exists_and_none_takes_a_path()
    {
        var verbs = Verbs.All(_ => Task.FromResult(ExitCode.Done)).SelectMany(c => Commands(c, "")).Where(c => ServedVerbs.All.Contains(c.Path)).ToList();
        Assert.Equal(ServedVerbs.All.Count, verbs.Count);
        var names = verbs.SelectMany(v => v.Verb.Options.Where(o => !ServedVerbs.Paths.Contains(o.Name)).Select(o => o.HelpName ?? o.Name).Concat(v.Verb.Arguments.Select(a => a.Name))).ToHashSet();
        Assert.Contains("DIGEST", names);
        Assert.DoesNotContain(names, n => n.Contains("FILE", StringComparison.OrdinalIgnoreCase) || n.Contains("DIR", StringComparison.Ordinal) || n.Contains("PATH", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("status\n")]
    [InlineData("{}\n")]
    [InlineData("[]\n")]
    [InlineData("null\n")]
    [InlineData("{\"v\":2,\"arguments\":[\"status\"]}\n")]
    [InlineData("{\"v\":1,\"arguments\":\"status\"}\n")]
    [InlineData("{\"v\":1,\"arguments\":[1]}\n")]
    [InlineData("{\"v\":1,\"arguments\":[null]}\n")]
    [InlineData("{\"v\":1,\"arguments\":[\"\\ud800\"]}\n")]
    [InlineData("{\"v\":1,\"arguments\":[\"status\"],\"actor\":\"root\"}\n")]
    [InlineData("{\"v\":1,\"v\":1,\"arguments\":[\"status\"]}\n")]
    [InlineData("{\"v\":1,\"arguments\":[\"status\"]}\n{\"v\":1,\"arguments\":[\"status\"]}\n")]
    [InlineData("{\"v\":1,\"arguments\":[[[[[[\"status\"]]]]]]}\n")]
    public async Task Junk_is_a_64(string request)
    {
        await bed.ListeningAsync();
        var (exit, errors) = await bed.SendAsync(request);
        Assert.Equal(64, exit);
        Assert.StartsWith("error: a request is one line of JSON", errors);
        await StillAnswersAsync();
    }

    [Fact]
    public async Task A_megabyte_is_a_64_and_so_is_noise()
    {
        await bed.ListeningAsync();
        Assert.Equal(64, (await bed.SendAsync(Encoding.UTF8.GetBytes(new string('x', 1 << 20)))).Exit);
        var noise = new byte[1 << 16];
        new Random(7).NextBytes(noise);
        Assert.Equal(64, (await bed.SendAsync(noise)).Exit);
        await StillAnswersAsync();
    }

    [Fact]
    public async Task Who_says_nothing_is_sent_away_and_keeps_nobody_waiting()
    {
        await bed.ListeningAsync();
        using var silent = await bed.ConnectAsync();
        await silent.SendAsync("{\"v\":1,"u8.ToArray());
        await StillAnswersAsync();
        Assert.Equal(64, (await SocketBed.ReadAsync(silent)).Exit);
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_leaves_nothing_behind()
    {
        await bed.ListeningAsync();
        for (var i = 0; i < 40; i++)
        {
            using var connection = await bed.ConnectAsync();
            if (i % 4 != 0)
                await connection.SendAsync(Encoding.UTF8.GetBytes(i % 4 == 1 ? "{\"v\":1," : "{\"v\":1,\"arguments\":[\"audit\",\"verify\"]}\n"));
            if (i % 4 == 3)
                connection.LingerState = new LingerOption(true, 0);
        }
        await StillAnswersAsync();
    }

    [Fact]
    public async Task Fifty_at_once_are_all_answered()
    {
        await bed.ListeningAsync();
        var said = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => bed.SayAsync(
            "hold", "place", "--project", "lonely", "--participant", $"P{i}", "--mandate", "litigation", "--reference", $"CASE/{i}", "--review-by", "2099-01-31"))));
        Assert.All(said, s => Assert.True(s.Code == ExitCode.Done, s.Errors));
        Assert.Equal(50, (await bed.SayAsync("hold", "list", "--output", "json")).Lines.Count);
        Assert.Equal(ExitCode.Done, (await bed.SayAsync("audit", "verify")).Code);
    }

    [Fact]
    public async Task More_than_are_served_are_told_so()
    {
        await bed.ListeningAsync();
        var silent = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => bed.ConnectAsync()));
        var answers = await Task.WhenAll(silent.Select(SocketBed.ReadAsync));
        Assert.Contains(69, answers.Select(a => a.Exit));
        Assert.Contains(64, answers.Select(a => a.Exit));
        foreach (var connection in silent)
            connection.Dispose();
        await StillAnswersAsync();
    }

    [Fact]
    public async Task A_verb_that_throws_is_mapped_to_its_exit_code()
    {
        var working = bed.Rooms;
        await bed.ListeningAsync();
        foreach (var (fault, code) in new (Exception, ExitCode)[]
        {
            (new IOException("no disk"), ExitCode.Unavailable), (new InvalidOperationException("a bug"), ExitCode.Failed), (new ConfigurationProblems([new("x", "y")]), ExitCode.BadConfiguration),
        })
        {
            bed.Rooms = _ => throw fault;
            var said = await bed.SayAsync("hold", "list");
            Assert.Equal((code, ""), (said.Code, said.Output));
            Assert.StartsWith("error: ", said.Errors);
        }
        bed.Rooms = working;
        await StillAnswersAsync();
    }

    [Fact]
    public async Task Nothing_of_a_request_stays_in_memory()
    {
        var working = bed.Rooms;
        var opened = new List<WeakReference>();
        bed.Rooms = peer => Noted(working(peer));
        await bed.ListeningAsync();
        for (var i = 0; i < 20; i++)
            await bed.SayAsync("hold", "list");
        for (var i = 0; i < 50 && opened.Count(o => o.IsAlive) > 1; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20);
        }
        // The last one may be on a stack that has not been written over.
        Assert.Equal(20, opened.Count);
        Assert.InRange(opened.Count(o => o.IsAlive), 0, 1);

        [MethodImpl(MethodImplOptions.NoInlining)]
        IRooms Noted(IRooms rooms)
        {
            lock (opened)
                opened.Add(new WeakReference(rooms));
            return rooms;
        }
    }

    [Fact]
    public async Task A_stop_ends_sessions_and_takes_the_socket_away()
    {
        await bed.ListeningAsync();
        using var silent = await bed.ConnectAsync();
        await StillAnswersAsync();
        await bed.EndAsync();
        Assert.Null((await SocketBed.ReadAsync(silent)).Exit);
        Assert.False(File.Exists(bed.Path));
        var said = await bed.SayAsync("status");
        Assert.Equal(ExitCode.Unavailable, said.Code);
        Assert.StartsWith("error: no daemon can be asked at ", said.Errors);
    }

    private async Task StillAnswersAsync() => Assert.Equal(ExitCode.Done, (await bed.SayAsync("hold", "list")).Code);

    private static IEnumerable<string> Paths(Command command, string above) => Commands(command, above).Where(c => c.Verb is Verb).Select(c => c.Path);

    private static IEnumerable<(string Path, Command Verb)> Commands(Command command, string above)
    {
        var path = (above + " " + command.Name).Trim();
        return command.Subcommands.SelectMany(c => Commands(c, path)).Prepend((path, command));
    }
}
