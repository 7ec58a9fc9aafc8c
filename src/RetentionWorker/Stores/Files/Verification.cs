using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// One call's look at a batch of names: each directory is opened and looked at once. Where a directory is missing, its nearest ancestor
/// that is there is looked at for the name that should lead on; a name is absent only if that one is.
/// </summary>
internal sealed class Verification(OpenRoot root, IReadOnlyList<RecordName> names)
{
    private readonly VerificationOutcome[] outcomes = new VerificationOutcome[names.Count];
    private readonly Dictionary<byte[], List<(byte[] Entry, List<int> Indices)>> missing = new(BytesComparer.Instance);
    private readonly Dictionary<string, VerificationOutcome.Absent> absent = [];

    public IReadOnlyList<VerificationOutcome> Run(CancellationToken ct)
    {
        var directories = FileName.ByDirectory(names.Count, i => Accept(i) ? names[i] : null);
        foreach (var (directory, indices) in directories)
        {
            ct.ThrowIfCancellationRequested();
            LookInto(directory, indices);
        }
        foreach (var (ancestor, gone) in missing)
        {
            ct.ThrowIfCancellationRequested();
            LookForMissing(ancestor, gone);
        }
        return outcomes;
    }

    private bool Accept(int index)
    {
        if (FileName.RefusalOf(names[index].Bytes) is not { } refusal)
            return true;
        outcomes[index] = new VerificationOutcome.Unknown(refusal);
        return false;
    }

    private void LookInto(byte[] directory, List<int> indices)
    {
        var number = root.OpenDirectory(directory);
        if (number is -Errno.ENOENT or -Errno.ENOTDIR)
        {
            FindAncestor(directory, indices);
            return;
        }
        if (number < 0)
        {
            Say(indices, Unknown(-number));
            return;
        }
        using var open = new Descriptor(number);
        var sightings = FreshLook.At(open, indices.ConvertAll(i => FileName.EntryOf(names[i].Bytes).ToArray()));
        for (var i = 0; i < indices.Count; i++)
            outcomes[indices[i]] = Outcome(sightings[i]);
    }

    private VerificationOutcome Outcome(in Sighting sighting)
    {
        if (!sighting.IsPresent)
            return Missing(sighting);
        // A folder in the record's place is no record, and no proof that the record is gone either.
        return sighting.Facts.IsDirectory ? new VerificationOutcome.Unknown("directory") : new VerificationOutcome.Present(FileVersion.Of(sighting.Facts));
    }

    private VerificationOutcome Missing(in Sighting sighting)
    {
        if (sighting.AbsentHow is not { } how)
            return new VerificationOutcome.Unknown(sighting.UnknownCode!) { Transient = sighting.MayPass };
        if (!absent.TryGetValue(how, out var outcome))
            absent[how] = outcome = new VerificationOutcome.Absent(how, []);
        return outcome;
    }

    private void FindAncestor(byte[] directory, List<int> indices)
    {
        ReadOnlySpan<byte> gone = directory;
        ReadOnlySpan<byte> ancestor = FileName.DirectoryOf(gone);
        var number = root.OpenDirectory(ancestor);
        while (number is -Errno.ENOENT or -Errno.ENOTDIR && !ancestor.IsEmpty)
        {
            gone = ancestor;
            ancestor = FileName.DirectoryOf(gone);
            number = root.OpenDirectory(ancestor);
        }
        if (number < 0)
        {
            Say(indices, Unknown(-number));
            return;
        }
        LibC.Close(number);
        var known = missing.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!known.TryGetValue(ancestor, out var entries))
            known[ancestor] = entries = [];
        entries.Add((FileName.EntryOf(gone).ToArray(), indices));
    }

    private void LookForMissing(byte[] ancestor, List<(byte[] Entry, List<int> Indices)> gone)
    {
        var number = root.OpenDirectory(ancestor);
        if (number < 0)
        {
            foreach (var (_, indices) in gone)
                Say(indices, Unknown(-number));
            return;
        }
        using var open = new Descriptor(number);
        var sightings = FreshLook.At(open, gone.ConvertAll(g => g.Entry));
        for (var i = 0; i < gone.Count; i++)
            Say(gone[i].Indices, MissingFolder(sightings[i]));
    }

    private VerificationOutcome MissingFolder(in Sighting sighting)
    {
        if (!sighting.IsPresent)
            return Missing(sighting);
        if (sighting.Facts.IsDirectory)
            return new VerificationOutcome.Unknown("raced") { Transient = true };
        // Behind a symbolic link the records may live on; behind a file there is nothing.
        return sighting.Facts.IsSymbolicLink ? new VerificationOutcome.Unknown(Errno.Code(Errno.ELOOP)) : Missing(new Sighting(FreshLook.Listed, null, default));
    }

    private static VerificationOutcome.Unknown Unknown(int errno) => new(Errno.Code(errno)) { Transient = Errno.MayPass(errno) };

    private void Say(List<int> indices, VerificationOutcome outcome)
    {
        foreach (var i in indices)
            outcomes[i] = outcome;
    }
}
