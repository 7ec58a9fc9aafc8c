using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RetentionWorker.Hosting.Control;

/// <summary>Who is at the other end of a connection: the kernel says so, as of the moment of connecting, and nothing that is sent can change it.</summary>
internal readonly record struct Peer(uint User)
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int UserAt = 4;

    /// <summary>The number under which the kernel shows everybody whom this process's user namespace does not know, and whom nobody shares knowingly.</summary>
    private const uint Nobody = 65534;

    /// <summary>Whether it is a person that can be told from others.</summary>
    public bool IsSomebody => User is not (Nobody or uint.MaxValue);

    public static Peer Of(Socket connection)
    {
        // struct ucred: process, user, group, four bytes each, in the machine's order.
        Span<byte> credentials = stackalloc byte[12];
        if (connection.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) != credentials.Length)
            throw new IOException("the system does not say who connected");
        return new Peer(MemoryMarshal.Read<uint>(credentials[UserAt..]));
    }
}
