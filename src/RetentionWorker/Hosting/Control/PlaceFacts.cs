using System.Runtime.InteropServices;

namespace RetentionWorker.Hosting.Control;

/// <summary>Who owns a place, and who may change what is in it.</summary>
internal readonly unsafe partial record struct PlaceFacts(uint Owner, int Mode)
{
    private const int WorkingDirectory = -100;
    private const int NotThroughLinks = 0x100;
    private const uint Basic = 0x7FF;

    public bool IsSocket => (Mode & 0xF000) == 0xC000;

    public bool OthersMayWrite => (Mode & 0x12) != 0; // 0022

    /// <summary>In it nobody renames or removes what is somebody else's.</summary>
    public bool IsSticky => (Mode & 0x200) != 0; // 01000

    /// <summary>Null where nothing is there, or nothing may be seen.</summary>
    public static PlaceFacts? Of(string path, bool throughLinks)
    {
        // struct statx has one layout on every architecture: the owner at 20, the mode at 28.
        Span<byte> facts = stackalloc byte[256];
        fixed (byte* result = facts)
        {
            if (Statx(WorkingDirectory, path, throughLinks ? 0 : NotThroughLinks, Basic, result) != 0)
                return null;
        }
        return new PlaceFacts(MemoryMarshal.Read<uint>(facts[20..]), MemoryMarshal.Read<ushort>(facts[28..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte* result);
}
