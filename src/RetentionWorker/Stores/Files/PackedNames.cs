namespace RetentionWorker.Stores.Files;

/// <summary>A stack of names in one array: a folder with a million folders in it costs their names and no more.</summary>
internal sealed class PackedNames
{
    private byte[] bytes = [];
    private int used;

    public bool IsEmpty => used == 0;

    public void Push(ReadOnlySpan<byte> name)
    {
        if (used + name.Length + 1 > bytes.Length)
            Array.Resize(ref bytes, Math.Max(256, Math.Max(bytes.Length * 2, used + name.Length + 1)));
        bytes[used] = 0;
        name.CopyTo(bytes.AsSpan(used + 1));
        used += name.Length + 1;
    }

    /// <summary>The last name that was pushed; valid until the next push.</summary>
    public ReadOnlySpan<byte> Pop()
    {
        var start = bytes.AsSpan(0, used).LastIndexOf((byte)0);
        var name = bytes.AsSpan(start + 1, used - start - 1);
        used = start;
        return name;
    }
}
