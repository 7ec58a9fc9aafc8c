using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace RetentionWorker.Hosting.Control;

/// <summary>
/// Where the control socket is. Anybody who may open it may ask, so its directory decides who may; and nobody but the daemon and root may be able to
/// put another one in its place, which would answer people in the daemon's name.
/// </summary>
internal static partial class SocketPlace
{
    public const string Key = "daemon.socket";

    /// <summary>What the kernel's address has room for, without the byte that ends it.</summary>
    private const int LongestName = 107;

    private const int Everybody = 0x1B6; // 0666
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong with the path itself, or null.</summary>
    public static string? ProblemOfName(string? path) => path switch
    {
        null or "" => "is empty or no path; name the control socket",
        _ when Encoding.UTF8.GetByteCount(path) > LongestName => $"is too long: the path of a socket has at most {LongestName} bytes, and {path} has {Encoding.UTF8.GetByteCount(path)}",
        _ => null,
    };

    /// <summary>What is wrong with its directory, or null.</summary>
    public static string? ProblemOf(string path)
    {
        var directory = Path.GetDirectoryName(path);
        if (directory is null)
            return "names no file in a directory";
        if (!Directory.Exists(directory))
            return $"its directory {directory} does not exist, or may not be looked into; the daemon does not make it";
        // Whoever may rename a directory further up could put another one here.
        for (var at = directory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (OwnerProblem(at) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>Listens at the place; what a dead daemon left there is replaced, a living one's socket is not.</summary>
    public static async Task<Socket> ListenAsync(string path, CancellationToken ct)
    {
        if (PlaceFacts.Of(path, throughLinks: false) is { } there)
        {
            if (!there.IsSocket)
                throw Problem($"{path} is there and is no socket; it is not replaced");
            if (await IsAnsweredAsync(path, ct))
                throw Problem($"another process listens at {path}; it is not replaced");
            if (Unlink(path) != 0)
                throw Problem($"the socket that was left at {path} cannot be replaced: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (ChangeMode(path, Everybody) != 0)
                throw Problem($"the mode of {path} cannot be set: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
            listener.Listen(128);
            return listener;
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw Problem($"nothing can listen at {path}: {e.Message}");
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private static async Task<bool> IsAnsweredAsync(string path, CancellationToken ct)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), patience.Token);
            return true;
        }
        catch (SocketException e)
        {
            // Only this is nobody's: one that is too busy, or not for us, is somebody's.
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return true;
        }
    }

    private static string? OwnerProblem(string directory)
    {
        if (PlaceFacts.Of(directory, throughLinks: true) is not { } facts)
            return $"the directory {directory} may not be looked at";
        if (facts.Owner != 0 && facts.Owner != OsUser.Effective)
            return $"the directory {directory} belongs to somebody else than root or the daemon's user, who could put another socket there";
        return facts.OthersMayWrite && !facts.IsSticky
            ? $"the directory {directory} may be written by others than its owner, who could put another socket there; take that right away: chmod go-w"
            : null;
    }

    private static ConfigurationProblems Problem(string what) => new([new(Key, what)]);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, uint mode);
}
