using System.Net.Sockets;
using RetentionWorker.Hosting;
using RetentionWorker.Hosting.Control;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.Hosting.Control;

public sealed class SocketPlaceTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("retention-place-").FullName;

    private string At => Path.Combine(directory, "control.sock");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_path_that_the_kernel_has_no_room_for_is_a_problem()
    {
        Assert.Null(SocketPlace.ProblemOfName("/" + new string('x', 106)));
        Assert.Contains("at most 107 bytes", SocketPlace.ProblemOfName("/" + new string('x', 107)));
        // Bytes, not letters.
        Assert.Contains("at most 107 bytes", SocketPlace.ProblemOfName("/" + new string('é', 54)));
        Assert.NotNull(SocketPlace.ProblemOfName(""));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_a_problem() =>
        Assert.Contains("does not exist", SocketPlace.ProblemOf(Path.Combine(directory, "run", "control.sock")));

    [Theory]
    [InlineData("0755", true)]
    [InlineData("0750", true)]
    [InlineData("1777", true)]
    [InlineData("0777", false)]
    [InlineData("0775", false)]
    [InlineData("0757", false)]
    public void A_directory_in_which_others_could_put_another_socket_is_a_problem(string mode, bool good)
    {
        Repository.Run("chmod", mode, directory);
        Assert.Equal(good, SocketPlace.ProblemOf(At) is null);
        // And so is one above it.
        var below = Directory.CreateDirectory(Path.Combine(directory, "run"), (UnixFileMode)0x1ED).FullName;
        Assert.Equal(good, SocketPlace.ProblemOf(Path.Combine(below, "control.sock")) is null);
    }

    [Fact]
    public void A_directory_of_somebody_else_is_a_problem()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving a directory away takes root");
        Repository.Run("chown", "64001", directory);
        Assert.Contains("belongs to somebody else", SocketPlace.ProblemOf(At));
    }

    [Fact]
    public async Task Everybody_whom_the_directory_lets_in_may_connect()
    {
        using var listener = await SocketPlace.ListenAsync(At, TestContext.Current.CancellationToken);
        Assert.Equal((UnixFileMode)0x1B6, File.GetUnixFileMode(At));
    }

    [Fact]
    public async Task A_dead_daemons_socket_is_replaced_and_a_living_ones_is_not()
    {
        var ct = TestContext.Current.CancellationToken;
        // What kill -9 leaves: a name that nobody answers.
        Assert.Equal(0, Repository.Run("python3", "-c", "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", At).Code);
        using var listener = await SocketPlace.ListenAsync(At, ct);
        var problems = await Assert.ThrowsAsync<ConfigurationProblems>(() => SocketPlace.ListenAsync(At, ct));
        Assert.Contains("another process listens", problems.Message);
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(At), ct);
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_never_replaced()
    {
        await File.WriteAllTextAsync(At, "a thesis");
        Assert.Contains("is no socket", (await Assert.ThrowsAsync<ConfigurationProblems>(() => SocketPlace.ListenAsync(At, TestContext.Current.CancellationToken))).Message);
        Assert.Equal("a thesis", await File.ReadAllTextAsync(At));
    }
}
