using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Hosting;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Hosting.Control;
using RetentionWorker.Register;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Hosting.Control;

/// <summary>A control socket in this process, on a catalogue of its own, with real connections.</summary>
internal sealed class SocketBed : IAsyncDisposable
{
    private readonly ApplicationLifetime lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly ControlSocket socket;
    private readonly SqliteCatalogue catalogue;
    private readonly RetentionOptions options;
    private readonly StoreComposition stores;

    public SocketBed()
    {
        options = ConfigurationReader.Read(new GlobalGiven(Home, null, false), new Dictionary<string, string>(), Home, SystemClock.Instance);
        catalogue = SqliteCatalogue.Open(Home);
        stores = new StoreComposition(options, SystemClock.Instance);
        Rooms = peer => Composition.OpenFor(peer, options, catalogue, stores, SystemClock.Instance);
        socket = new ControlSocket(Path, Home, peer => Rooms(peer), lifetime, NullLogger<ControlSocket>.Instance);
    }

    public string Home { get; } = Directory.CreateTempSubdirectory("retention-socket-").FullName;

    public string Path => System.IO.Path.Combine(Home, "control.sock");

    /// <summary>What a peer is let into.</summary>
    public Func<Actor, IRooms> Rooms { get; set; }

    public async Task<SocketBed> ListeningAsync()
    {
        await socket.StartAsync(CancellationToken.None);
        return this;
    }

    public Task EndAsync()
    {
        lifetime.StopApplication();
        return socket.StopAsync(CancellationToken.None);
    }

    /// <summary>Says a command with <c>--via</c>, through the program's own entrance.</summary>
    public async Task<Said> SayAsync(params string[] arguments)
    {
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var around = new Surroundings(output, errors, new Dictionary<string, string>(), Home, SystemClock.Instance) { Person = new StringReader("yes\n") };
        var code = await Entrance.RunAsync(["--via", "control.sock", .. arguments], around, CancellationToken.None);
        return new Said(code, output.ToString(), errors.ToString());
    }

    public async Task<Socket> ConnectAsync()
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 30_000, SendTimeout = 30_000 };
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        return connection;
    }

    /// <summary>Sends the bytes as they are and reads the answer to its end: the exit code, or null where there was none.</summary>
    public async Task<(int? Exit, string Errors)> SendAsync(byte[] bytes)
    {
        using var connection = await ConnectAsync();
        await using var stream = new NetworkStream(connection);
        try
        {
            for (var at = 0; at < bytes.Length;)
                at += await connection.SendAsync(bytes.AsMemory(at));
        }
        catch (SocketException)
        {
            // Turned away in the middle.
        }
        return await ReadAsync(stream);
    }

    public Task<(int? Exit, string Errors)> SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public static async Task<(int? Exit, string Errors)> ReadAsync(Socket connection)
    {
        await using var stream = new NetworkStream(connection);
        return await ReadAsync(stream);
    }

    private static async Task<(int? Exit, string Errors)> ReadAsync(NetworkStream stream)
    {
        using var lines = new StreamReader(stream);
        int? exit = null;
        var errors = new StringBuilder();
        try
        {
            while (await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
            {
                var answer = JsonDocument.Parse(line).RootElement;
                if (answer.TryGetProperty("exit", out var code))
                    exit = code.GetInt32();
                if (answer.TryGetProperty("err", out var error))
                    errors.Append(error.GetString());
            }
        }
        catch (IOException)
        {
            // Cut off.
        }
        return (exit, errors.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        socket.Dispose();
        catalogue.Dispose();
        Directory.Delete(Home, recursive: true);
    }
}
