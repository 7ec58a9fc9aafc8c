using System.Globalization;

namespace RetentionWorker.Stores.Files.Native;

/// <summary>The error numbers of Linux (the same on x64 and arm64) that this store tells apart, and what each says of the store.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int ENXIO = 6;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ETXTBSY = 26;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int ENAMETOOLONG = 36;
    public const int ENOSYS = 38;
    public const int ENOTEMPTY = 39;
    public const int ELOOP = 40;
    public const int EOPNOTSUPP = 95;
    public const int ENOTCONN = 107;
    public const int ETIMEDOUT = 110;
    public const int EHOSTDOWN = 112;
    public const int ESTALE = 116;
    public const int EDQUOT = 122;

    /// <summary>A short stable word for logs and entries.</summary>
    public static string Code(int errno) => errno switch
    {
        EPERM => "EPERM",
        ENOENT => "ENOENT",
        EINTR => "EINTR",
        EIO => "EIO",
        ENXIO => "ENXIO",
        EAGAIN => "EAGAIN",
        ENOMEM => "ENOMEM",
        EACCES => "EACCES",
        EBUSY => "EBUSY",
        EEXIST => "EEXIST",
        EXDEV => "EXDEV",
        ENOTDIR => "ENOTDIR",
        EISDIR => "EISDIR",
        EINVAL => "EINVAL",
        ENFILE => "ENFILE",
        EMFILE => "EMFILE",
        ETXTBSY => "ETXTBSY",
        ENOSPC => "ENOSPC",
        EROFS => "EROFS",
        ENAMETOOLONG => "ENAMETOOLONG",
        ENOSYS => "ENOSYS",
        ENOTEMPTY => "ENOTEMPTY",
        ELOOP => "ELOOP",
        EOPNOTSUPP => "EOPNOTSUPP",
        ENOTCONN => "ENOTCONN",
        ETIMEDOUT => "ETIMEDOUT",
        EHOSTDOWN => "EHOSTDOWN",
        ESTALE => "ESTALE",
        EDQUOT => "EDQUOT",
        _ => "errno-" + errno.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What kind of fault of the whole store it is, where it stands in the way of the whole store.</summary>
    public static StoreFaultKind Kind(int errno) => errno switch
    {
        ENOENT or ENOTDIR or ELOOP or EXDEV => StoreFaultKind.Suspect,
        EPERM or EACCES => StoreFaultKind.Denied,
        _ => MayPass(errno) ? StoreFaultKind.Transient : StoreFaultKind.Unavailable,
    };

    /// <summary>Whether asking again a moment later may help: something is busy or short, or a disk or a server did not answer well.</summary>
    public static bool MayPass(int errno) =>
        DidNothing(errno) || errno is EIO or ESTALE or ENOTCONN or ETIMEDOUT or EHOSTDOWN;

    /// <summary>Whether a call that ended so did nothing. After the other errors a file system over a network may have done what it did not confirm.</summary>
    public static bool DidNothing(int errno) => errno is EINTR or EAGAIN or EBUSY || IsShortage(errno);

    /// <summary>
    /// Whether the file system refused for a reason that asking again does not change: permissions, an immutable or append-only attribute,
    /// a read-only file system, a name that it cannot hold, a place on another file system. All else is a failure.
    /// </summary>
    public static bool IsRefusal(int errno) => errno is EPERM or EACCES or EROFS or ENAMETOOLONG or EISDIR or EXDEV;

    /// <summary>Whether the process or the machine ran short of something: it says nothing about the place that was asked for.</summary>
    public static bool IsShortage(int errno) => errno is EMFILE or ENFILE or ENOMEM;

    public static StoreFault Fault(int errno, string doing) =>
        new(Kind(errno), Code(errno), $"The folder could not be used while {doing} ({Code(errno)}).");
}
