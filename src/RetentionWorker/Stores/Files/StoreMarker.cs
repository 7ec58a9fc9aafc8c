using System.Text.Json;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// The file at the root that says which store this is: <c>{"format":1,"identity":"…"}</c>. It is made whole and durable or not at all
/// (written under another name, flushed, linked, directory flushed) and never replaced.
/// </summary>
internal static class StoreMarker
{
    private const int Format = 1;
    private const int Largest = 4096;

    public static ReadOnlySpan<byte> Name => ".retention-store"u8;

    /// <summary>The file at the root that asks a file server for the time; there for a moment, and no record.</summary>
    public static ReadOnlySpan<byte> Probe => ".retention-probe"u8;

    private static ReadOnlySpan<byte> Draft => ".retention-store.new"u8;

    /// <summary>Whether a segment is one of the store's own names, which no record has.</summary>
    public static bool IsOwnName(ReadOnlySpan<byte> segment) => segment.SequenceEqual(Name) || segment.SequenceEqual(Draft);

    /// <summary>The identity that stands there now, or null where there is no marker.</summary>
    public static string? Read(Descriptor root)
    {
        var number = LibC.OpenBeneath(root.Number, Name, LibC.NonBlocking);
        if (number == -Errno.ENOENT)
            return null;
        if (number < 0)
            throw number is -Errno.ELOOP or -Errno.EXDEV ? Unreadable() : Errno.Fault(-number, "its marker was opened");
        using var file = new Descriptor(number);
        if (LibC.Facts(file.Number, out var facts) < 0 || !facts.IsRegular || facts.Size > Largest)
            throw Unreadable();
        Span<byte> buffer = stackalloc byte[Largest];
        var length = LibC.Read(file.Number, buffer, 0);
        if (length < 0)
            throw Errno.Fault(-length, "its marker was read");
        return Parse(buffer[..length]);
    }

    /// <summary>Writes the marker into a root that has none.</summary>
    public static void Write(Descriptor root, string identity)
    {
        if (Read(root) is not null)
            throw Exists();
        var directory = LibC.OpenBeneath(root.Number, "."u8, LibC.DirectoryOnly);
        if (directory < 0)
            throw Errno.Fault(-directory, "it was adopted");
        using var folder = new Descriptor(directory);
        LibC.Unlink(folder.Number, Draft);
        Check(WriteDraft(folder, JsonSerializer.SerializeToUtf8Bytes(new Content(Format, identity), Json)), "the marker was written");
        var linked = LibC.Link(folder.Number, Draft, Name);
        LibC.Unlink(folder.Number, Draft);
        if (linked == -Errno.EEXIST)
            throw Exists();
        Check(linked, "the marker was named");
        Check(LibC.Sync(folder.Number), "the marker was made durable");
    }

    private static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    private static int WriteDraft(Descriptor folder, byte[] content)
    {
        const int ownerOnly = 0x180;
        var number = LibC.OpenBeneath(folder.Number, Draft, LibC.WriteOnly | LibC.Create | LibC.Exclusive | LibC.NoFollow, ownerOnly);
        if (number < 0)
            return number;
        using var draft = new Descriptor(number);
        var written = LibC.Write(draft.Number, content, 0);
        if (written < 0)
            return written;
        return written == content.Length ? LibC.Sync(draft.Number) : -Errno.ENOSPC;
    }

    private static string Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(bytes, Json);
            return content is { Format: Format, Identity.Length: > 0 } ? content.Identity : throw Unreadable();
        }
        catch (JsonException)
        {
            throw Unreadable();
        }
    }

    private static void Check(int result, string doing)
    {
        if (result < 0)
            throw Errno.Fault(-result, doing);
    }

    private static StoreFault Exists() => new(StoreFaultKind.Suspect, "marker-exists", "The folder carries an identity already; it is never replaced.");

    private static StoreFault Unreadable() => new(StoreFaultKind.Suspect, "marker-unreadable", "The folder's marker is not one that this version can read.");

    private sealed record Content(int Format, string Identity);
}
