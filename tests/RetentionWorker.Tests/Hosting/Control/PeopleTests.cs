using System.Net.Sockets;
using System.Text.Json;

namespace RetentionWorker.Tests.Hosting.Control;

/// <summary>Two pairs of eyes, as two users of the operating system: the kernel says who they are, not they.</summary>
public sealed class PeopleTests
{
    public PeopleTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming other users takes root");

    [Fact]
    public void Who_asked_for_a_plan_cannot_approve_it_over_the_socket_and_somebody_else_can()
    {
        using var people = new People();
        var saved = JsonDocument.Parse(people.Done(people.Local(People.Service, "plan", "--save", "--output", "json"))).RootElement;
        Assert.True(saved.GetProperty("waits").GetBoolean());
        var digest = saved.GetProperty("digest").GetString()!;
        using var daemon = people.Daemon();
        daemon.Await("looked", l => l.GetRawText().Contains("waits-for-approval", StringComparison.Ordinal));

        // Nobody else comes near the data directory.
        Assert.NotEqual(0, people.Local(People.Approver, "approve", digest).Code);
        var (code, output, errors) = people.Via(People.Service, "approve", digest);
        Assert.True((code, output) == (77, ""), errors);
        Assert.Contains("who asked for plan", errors);
        Assert.Equal(People.Records, people.Left);

        Assert.Contains("is approved", people.Done(people.Via(People.Approver, "approve", digest)));
        daemon.Await("looked", l => l.GetRawText().Contains($"erased={People.Records} ", StringComparison.Ordinal));
        Assert.Equal(0, people.Left);
        Assert.Equal(4, people.Via(People.Third, "approve", digest).Code);

        var approver = Entry(people.Done(people.Via(People.Third, "audit", "list", "--kind", "plan-approved", "--output", "json")));
        var asker = Entry(people.Done(people.Local(People.Service, "audit", "list", "--kind", "store-adopted", "--output", "json")));
        Assert.StartsWith("os-", approver);
        Assert.NotEqual(asker, approver);
        people.Done(people.Via(People.Third, "audit", "verify"));
        Assert.Equal(0, daemon.Signal("TERM").Code);
    }

    [Fact]
    public void The_same_person_is_the_same_actor_at_the_command_line_and_on_the_socket()
    {
        using var people = new People();
        using var daemon = people.Daemon();
        daemon.Await("ready");
        people.Done(people.Local(People.Service, Hold("CASE/1")));
        people.Done(people.Via(People.Service, Hold("CASE/2")));
        people.Done(people.Via(People.Approver, Hold("CASE/3")));
        people.Done(people.Via(0, Hold("CASE/4")));
        var actors = people.Done(people.Via(People.Third, "audit", "list", "--kind", "hold-placed", "--output", "json"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Entry).ToList();
        Assert.Equal(4, actors.Count);
        Assert.Equal(actors[0], actors[1]);
        Assert.Equal(3, actors.Distinct().Count());
    }

    [Fact]
    public void A_verb_off_the_list_is_a_77_and_nobody_is_nobody()
    {
        using var people = new People();
        using var daemon = people.Daemon();
        daemon.Await("ready");
        var (code, output, errors) = people.Via(People.Approver, "purge", "--project", "lonely", "--yes", "--plan", new string('0', 64));
        Assert.Equal((77, ""), (code, output));
        Assert.StartsWith("error: 'purge' is not answered over the control socket", errors);
        Assert.Equal(77, people.Via(People.Approver, "status", "--data", people.Data).Code);
        Assert.Equal(People.Records, people.Left);
        // Whom a user namespace does not know come as this number, all of them: it is no identity.
        (code, _, errors) = people.Via(65534, "status");
        Assert.Equal(77, code);
        Assert.Contains("cannot tell who you are", errors);
    }

    [Fact]
    public void The_directory_decides_who_may_connect()
    {
        using var people = new People();
        using var daemon = people.Daemon();
        daemon.Await("ready");
        people.Done(people.Via(People.Approver, "hold", "list"));
        Deploy.Repository.Run("chmod", "0700", Path.GetDirectoryName(people.Socket)!);
        var (code, _, errors) = people.Via(People.Approver, "hold", "list");
        Assert.Equal(77, code);
        Assert.StartsWith("error: you may not connect to ", errors);
        people.Done(people.Via(People.Service, "hold", "list"));
    }

    [Fact]
    public async Task Sigterm_ends_sessions_and_the_next_daemon_listens_after_a_kill()
    {
        using var people = new People();
        using (var daemon = people.Daemon())
        {
            daemon.Await("ready");
            using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await silent.ConnectAsync(new UnixDomainSocketEndPoint(people.Socket));
            people.Done(people.Via(People.Approver, "hold", "list"));
            Assert.Equal(0, daemon.Signal("TERM").Code);
            Assert.Null((await SocketBed.ReadAsync(silent)).Exit);
            Assert.False(File.Exists(people.Socket));
        }
        using (var killed = people.Daemon())
        {
            killed.Await("ready");
            killed.Signal("KILL");
            Assert.True(File.Exists(people.Socket));
            Assert.Equal(69, people.Via(People.Approver, "hold", "list").Code);
        }
        using var next = people.Daemon();
        next.Await("ready");
        people.Done(people.Via(People.Approver, "hold", "list"));
    }

    [Fact]
    public void A_daemon_that_nobody_asked_has_loaded_nothing_to_draw_tables_with()
    {
        using var people = new People();
        using var daemon = people.Daemon();
        daemon.AwaitLook("enforce");
        Assert.DoesNotContain("Spectre.Console", Maps());
        people.Done(people.Via(People.Approver, "hold", "list"));
        people.Done(people.Via(People.Approver, "plan", "list"));
        Assert.Contains("Spectre.Console", Maps());

        string Maps() => File.ReadAllText($"/proc/{daemon.Id}/maps");
    }

    private static string[] Hold(string reference) => ["hold", "place", "--project", "lonely", "--mandate", "litigation", "--reference", reference, "--review-by", "2099-01-31"];

    private static string Entry(string line) => JsonDocument.Parse(line).RootElement.GetProperty("actor").GetString()!;
}
