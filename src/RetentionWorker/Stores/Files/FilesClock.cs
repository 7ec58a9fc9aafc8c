using Microsoft.Win32.SafeHandles;
using NodaTime;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// The clock of a folder: the modification time that its file server gives to an empty file. The file is made anew at the root each time, beside
/// the marker, and taken away again; one that a killed process left behind is no record.
/// </summary>
internal sealed class FilesClock(string rootPath) : IStoreClock
{
    private const int OwnerOnly = 0x180;

    public Task<ToldTime?> TellAsync(CancellationToken ct) => Task.Run(Tell, ct);

    private ToldTime? Tell()
    {
        using var root = OpenRoot.OpenAdopted(rootPath, out _);
        var number = root.OpenDirectory([]);
        if (number < 0)
            return null;
        using var folder = new Descriptor(number);
        LibC.Unlink(folder.Number, StoreMarker.Probe);
        // Exclusively, so that the server is the one to date it; a second process that probes at this moment gets no evidence.
        var probe = LibC.OpenBeneath(folder.Number, StoreMarker.Probe, LibC.WriteOnly | LibC.Create | LibC.Exclusive | LibC.NoFollow, OwnerOnly);
        if (probe < 0)
            return null;
        try
        {
            using var file = new SafeFileHandle(probe, ownsHandle: true);
            // Has a network file system ask its server before its answer is read.
            if (LibC.Facts(folder.Number, StoreMarker.Probe, out _, fresh: true) < 0)
                return null;
            return new ToldTime(Instant.FromDateTimeUtc(File.GetLastWriteTimeUtc(file)), LibC.IsRemote(folder.Number));
        }
        finally
        {
            LibC.Unlink(folder.Number, StoreMarker.Probe);
        }
    }
}
