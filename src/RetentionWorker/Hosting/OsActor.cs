using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RetentionWorker.Keys;
using RetentionWorker.Register;

namespace RetentionWorker.Hosting;

/// <summary>
/// The operating system's user as an actor: an HMAC of user id and name under a key that this installation made for itself. The log can
/// tell two people apart and names neither; who holds the key file can match a name they already know.
/// </summary>
internal static class OsActor
{
    private const string KeyFile = "actor.key";
    private const int KeyLength = 32;

    /// <summary>Whoever runs this process.</summary>
    public static Actor Of(string dataDirectory) => Of(dataDirectory, OsUser.Effective);

    /// <summary>The same person is the same actor, at the command line and on a socket.</summary>
    public static Actor Of(string dataDirectory, uint user)
    {
        var who = string.Create(CultureInfo.InvariantCulture, $"{user}\n{OsUser.NameOf(user)}");
        var mac = HMACSHA256.HashData(Key(dataDirectory), Encoding.UTF8.GetBytes(who));
        return new Actor("os-" + Convert.ToHexStringLower(mac.AsSpan(0, 8)));
    }

    private static byte[] Key(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, KeyFile);
        if (!File.Exists(path))
            PrivateFile.TryCreate(path, RandomNumberGenerator.GetBytes(KeyLength));
        var key = File.ReadAllBytes(path);
        return key.Length == KeyLength ? key : throw new IOException($"{path} does not hold a key of {KeyLength} bytes");
    }
}
