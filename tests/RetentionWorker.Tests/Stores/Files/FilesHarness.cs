using System.Diagnostics;
using System.Text;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Stores;
using RetentionWorker.Stores.Files;

namespace RetentionWorker.Tests.Stores.Files;

/// <summary>A real folder in a fresh place, adopted.</summary>
internal sealed class FilesHarness : StoreHarness
{
    private readonly FilesReader reader;
    private readonly FilesEraser eraser;
    private readonly FilesIdentity identity;
    private readonly bool overwrites;
    private int made;

    public FilesHarness(bool overwrite = false, int? participantDepth = 3, string? under = null, bool patient = false)
    {
        overwrites = overwrite;
        Base = Directory.CreateDirectory(Path.Combine(under ?? Path.GetTempPath(), "retention-" + Guid.NewGuid().ToString("N"))).FullName;
        Root = Path.Combine(Base, "store");
        Posix.MakeDirectory(Root);
        reader = new FilesReader(Name, Root, overwrite);
        eraser = new FilesEraser(Name, Root, overwrite, participantDepth);
        identity = new FilesIdentity(Root);
        Ways = patient ? ResilientStore.Of(reader, eraser, identity, new ResilienceOptions(), TimeProvider.System) : new ResilientStore(reader, eraser, identity);
        WriteMarker(Adopted);
    }

    /// <summary>A folder of the test's own; the store lies in it.</summary>
    public string Base { get; }

    public string Root { get; }

    public string Marker => Path.Combine(Root, ".retention-store");

    public override IRecordReader Reader => Ways.Reader;

    public override IRecordEraser Eraser => Ways.Eraser;

    public override IStoreIdentity Identity => Ways.Identity;

    public override IStoreClock Clock => new FilesClock(Root);

    public override IRecordPlanter Planter => new FilesPlanter(Root);

    /// <summary>The ways in, bare or with patience.</summary>
    private ResilientStore Ways { get; }

    // Overwriting flushes every file.
    public override int Many => overwrites ? 1100 : 2100;

    public override IReadOnlyList<RecordName> AwkwardNames { get; } =
    [
        .. ((string[])[
            "a", "A", "a ", " a", "a.", ".hidden", ".hid/.more", "...", "..a", "-rf", "*", "?", "~", "$HOME", "a\\b", "CON", "new\nline", "tab\tand\u007f", "quo\"te'",
            "nfc-\u00e9", "nfd-e\u0301", "\u202egnp.exe", "d/" + "é", "d/x", "d/x.", "dx", "deep/1/2/3/4/5/6/7/8/9/10", ".retention-stor", ".retention-store.old",
        ]).Select(RecordName.FromText),
        RecordName.FromText(new string('n', 255)),
        RecordName.Parse("\\xFF"),
        RecordName.Parse("\\xFF\\xFE/\\x80"),
        RecordName.Parse("latin-1-\\xE9"),
        RecordName.Parse("cut-\\xC3"),
        RecordName.Parse("overlong-\\xC0\\xAF"),
        RecordName.Parse("\\xEF\\xBF\\xBD"),
    ];

    public override IReadOnlyList<RecordName> ImpossibleNames { get; } =
    [
        .. ((string[])[
            "", "/", "/p/c/A/1", "p/c/A/", "p//A/1", ".", "..", "../store/p/c/A/1", "p/../p/c/A/1", "p/./c/A/1", "p/c/A/1\0", "p/c/A/1\0x", "./p/c/A/1", "p/c/A/..",
            ".retention-store", ".retention-store.new", "p/.retention-store", ".retention-store/x", ".retention-probe",
        ]).Select(RecordName.FromText),
    ];

    public override Task PutAsync(RecordName name, string content)
    {
        Put(name.ToArray(), Encoding.UTF8.GetBytes(content));
        return Task.CompletedTask;
    }

    public void Put(string name, string content) => Put(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(content));

    /// <summary>Writes beside it and renames, as careful programs do: a replaced file is another file.</summary>
    public void Put(byte[] name, byte[] content)
    {
        var segments = Segments(name);
        var directory = Descend(segments[..^1], make: true);
        var draft = Encoding.ASCII.GetBytes($"draft-{++made}");
        var file = Posix.OpenAt(directory, draft, Posix.Create | Posix.WriteOnly);
        Posix.Write(file, content);
        Posix.Close(file);
        Posix.RenameAt(directory, draft, segments[^1]);
        Posix.Close(directory);
    }

    /// <summary>Fills one folder with files named 0, 1, 2, …</summary>
    public void PutMany(string folder, int count)
    {
        var directory = Descend(Segments(Encoding.UTF8.GetBytes(folder)), make: true);
        for (var i = 0; i < count; i++)
            Posix.Close(Posix.OpenAt(directory, Encoding.ASCII.GetBytes($"{i}"), Posix.Create | Posix.WriteOnly));
        Posix.Close(directory);
    }

    public override Task<string?> ContentAsync(RecordName name)
    {
        var segments = Segments(name.ToArray());
        var directory = -1;
        try
        {
            directory = Descend(segments[..^1], make: false);
            if (!Posix.Exists(directory, segments[^1]))
                return Task.FromResult<string?>(null);
            var file = Posix.OpenAt(directory, segments[^1], 0);
            var content = Posix.Read(file, 4096);
            Posix.Close(file);
            return Task.FromResult<string?>(Encoding.UTF8.GetString(content));
        }
        catch (InvalidOperationException)
        {
            return Task.FromResult<string?>(null);
        }
        finally
        {
            if (directory >= 0)
                Posix.Close(directory);
        }
    }

    public override Task UnplugAsync()
    {
        Directory.Move(Root, Root + ".away");
        return Task.CompletedTask;
    }

    public override Task ReplugAsync()
    {
        Directory.Move(Root + ".away", Root);
        return Task.CompletedTask;
    }

    public override Task ReplaceIdentityAsync(string? identity)
    {
        WriteMarker(identity);
        return Task.CompletedTask;
    }

    public void WriteMarker(string? identity)
    {
        File.Delete(Marker);
        if (identity is not null)
            File.WriteAllText(Marker, $"{{\"format\":1,\"identity\":\"{identity}\"}}");
    }

    public string PathOf(string name) => Path.Combine(Root, name);

    public async Task<List<DiscoveredItem>> ListAsync()
    {
        var items = new List<DiscoveredItem>();
        await foreach (var page in reader.DiscoverAsync(TestContext.Current.CancellationToken))
            items.AddRange(page);
        return items;
    }

    /// <summary>On the calling thread.</summary>
    public List<DiscoveredItem> Walk()
    {
        using var root = OpenRoot.OpenAdopted(Root, out _);
        using var walker = new Walker(root);
        var items = new List<DiscoveredItem>();
        for (var page = walker.NextPage(CancellationToken.None); ; page = walker.NextPage(CancellationToken.None))
        {
            items.AddRange(page);
            if (walker.IsAtEnd)
                return items;
        }
    }

    public async Task<List<DiscoveredItem.Found>> FoundAsync() => [.. (await ListAsync()).OfType<DiscoveredItem.Found>()];

    public async Task<DiscoveredItem.Found> FindAsync(string name) => (await FoundAsync()).Single(f => f.Name.Equals(RecordName.FromText(name)));

    /// <summary>On the calling thread.</summary>
    public IReadOnlyList<ErasureOutcome> Erase(IReadOnlyList<ErasureOrder> orders, IErasureGate? gate = null) =>
        eraser.Erase(orders, gate ?? ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken);

    public IReadOnlyList<ErasureOutcome> Erase(params DiscoveredItem.Found[] records) => Erase(Orders.For(records));

    /// <summary>On the calling thread.</summary>
    public IReadOnlyList<VerificationOutcome> Verify(params string[] names) =>
        reader.Verify([.. names.Select(RecordName.FromText)], TestContext.Current.CancellationToken);

    public override ValueTask DisposeAsync()
    {
        // Trees deeper than a path can be long, and folders without permissions, are nothing for Directory.Delete.
        using var remove = Process.Start("rm", ["-rf", "--one-file-system", Base]);
        remove.WaitForExit();
        return ValueTask.CompletedTask;
    }

    private int Descend(byte[][] segments, bool make)
    {
        var directory = Posix.Open(Root, Posix.Directory);
        foreach (var segment in segments)
        {
            if (make)
                _ = Posix.MakeDirectoryAt(directory, segment);
            var next = Posix.OpenAt(directory, segment, Posix.Directory);
            Posix.Close(directory);
            directory = next;
        }
        return directory;
    }

    private static byte[][] Segments(byte[] name)
    {
        var segments = new List<byte[]>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && name[i] != (byte)'/')
                continue;
            segments.Add(name[start..i]);
            start = i + 1;
        }
        return [.. segments];
    }
}
