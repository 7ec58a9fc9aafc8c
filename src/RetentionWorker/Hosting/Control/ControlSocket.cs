using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetentionWorker.Cli;
using RetentionWorker.Jobs;
using RetentionWorker.Register;

namespace RetentionWorker.Hosting.Control;

/// <summary>
/// The daemon's control socket: people who may not touch the data directory ask here, each as the user that the kernel says they are. Whatever
/// happens on it, the daemon goes on.
/// </summary>
internal sealed class ControlSocket(
    string path, string dataDirectory, Func<Actor, IRooms> rooms, IHostApplicationLifetime lifetime, ILogger<ControlSocket> log) : BackgroundService
{
    private const int MostConnections = 64;

    /// <summary>A peer that takes nothing of its answer for so long is left alone.</summary>
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Socket, Task> connections = [];
    private readonly ControlSession session = new(user => OsActor.Of(dataDirectory, user), rooms, new Turns(), log);
    private readonly Rest rest = new();
    private Socket? listener;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        listener = await SocketPlace.ListenAsync(path, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        listener?.Dispose();
        try
        {
            await Task.WhenAll(connections.Values).WaitAsync(StopWithin, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // A peer that does not take its answer keeps no daemon from ending.
        }
        foreach (var connection in connections.Keys)
            connection.Dispose();
    }

    public override void Dispose()
    {
        listener?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var failed = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var connection = await listener!.AcceptAsync(stopping.Token);
                failed = false;
                Begin(connection, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The end that a stop asks for.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (!failed)
                    log.SocketFailed(Fault.NameOf(e), e);
                failed = true;
                await Task.Delay(AfterFault, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private void Begin(Socket connection, CancellationToken stopping)
    {
        connection.SendTimeout = (int)SendWithin.TotalMilliseconds;
        var begun = new TaskCompletionSource();
        connections[connection] = begun.Task;
        _ = ServeAsync(connection, begun, stopping);
    }

    private async Task ServeAsync(Socket connection, TaskCompletionSource begun, CancellationToken stopping)
    {
        // Not on the loop that accepts.
        await Task.Yield();
        try
        {
            if (connections.Count > MostConnections)
                ControlSession.Refuse(connection, ExitCode.Unavailable, "too many ask at once; ask again");
            else
                await session.ServeAsync(connection, stopping);
        }
        catch (Exception e) when (e is PeerGone or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone, or sent away: nobody is there to be told.
        }
        catch (Exception e)
        {
            log.AnswerFailed(Fault.NameOf(e), e);
        }
        finally
        {
            connection.Dispose();
            connections.TryRemove(connection, out _);
            begun.SetResult();
            rest.After(connections.IsEmpty, stopping);
        }
    }
}
