using Microsoft.Win32.SafeHandles;

namespace RetentionWorker.Stores.Files.Native;

/// <summary>An open file descriptor; closed when disposed, or at the latest when collected.</summary>
internal sealed class Descriptor : SafeHandleMinusOneIsInvalid
{
    public Descriptor(int number)
        : base(ownsHandle: true) => SetHandle(number);

    public int Number => IsClosed ? throw new ObjectDisposedException(nameof(Descriptor)) : (int)handle;

    protected override bool ReleaseHandle()
    {
        LibC.Close((int)handle);
        return true;
    }
}
