using Retention.Domain.Approvals;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>Erases one file after the other, each relative to its open directory, and remembers what one erasure means for the next.</summary>
internal sealed class FileErasure(IErasureGate gate, bool overwrite, CancellationToken ct)
{
    private static readonly IReadOnlyList<Residue> NoResidue = [];
    private static readonly IReadOnlyList<Residue> OtherLinks = [new Residue(ResidueKind.HardLink, null)];

    /// <summary>Of a file with several names: its version after this call removed one of them, by inode. Only this call's own doing is known here.</summary>
    private readonly Dictionary<ulong, (string Planned, FileFacts Now)> ownUnlinks = [];

    /// <summary>
    /// A stop of either kind breaks an overwriting off, for it may be a long one, and so does a store in doubt. A fact that was recorded meanwhile does not: what
    /// is half overwritten cannot be kept.
    /// </summary>
    private readonly Func<bool> breakOff = () => ct.IsCancellationRequested || gate.Closed() is KeptReason.Stopping or KeptReason.StopSwitch or KeptReason.StoreSuspect;

    /// <summary>Why nothing more is erased; null while all is well.</summary>
    public KeptReason? Stopped { get; set; }

    /// <summary>The error number of a failed flush of content, or 0.</summary>
    public int FlushError { get; private set; }

    public ErasureOutcome Erase(TouchedDirectory directory, ReadOnlySpan<byte> entry, ErasureOrder order)
    {
        // Asked first, looked second, removed third: nothing slow lies between the look and the removal.
        Stopped = ct.IsCancellationRequested ? KeptReason.Stopping : gate.Closed();
        if (Stopped is { } reason)
            return new ErasureOutcome.Kept(order, reason);
        var result = LibC.Facts(directory.Descriptor.Number, entry, out var facts);
        if (result == -Errno.ENOENT)
        {
            // Absent is as durable as erased: this program may have been killed between removing the name and flushing the directory.
            directory.IsTouched = true;
            return new ErasureOutcome.AlreadyAbsent(order);
        }
        if (result < 0)
            return NotReached(order, -result);
        if (facts.IsDirectory)
            return new ErasureOutcome.Refused(order, "directory");
        if (facts.IsMountPoint)
            return new ErasureOutcome.Refused(order, Errno.Code(Errno.EXDEV));
        if (!IsPlanned(facts, order))
            return new ErasureOutcome.Kept(order, KeptReason.Changed);
        // Another name of the same file is another record: its content is not this order's to destroy.
        if (facts.IsRegular && facts.Links > 1)
            return UnlinkOneOfSeveral(directory, entry, order);
        if (overwrite && facts.IsRegular)
            return OverwriteAndUnlink(directory, entry, order, facts);
        return Unlink(directory, entry, order, ErasureMethod.Unlinked, NoResidue);
    }

    /// <summary>The outcome where the way to the record failed: nothing was touched.</summary>
    public static ErasureOutcome NotReached(ErasureOrder order, int errno) => NotDone(order, errno, untouched: true);

    /// <summary>The outcome where the removal failed.</summary>
    private static ErasureOutcome NotRemoved(ErasureOrder order, int errno) => NotDone(order, errno, untouched: Errno.DidNothing(errno));

    private static ErasureOutcome NotDone(ErasureOrder order, int errno, bool untouched) => Errno.IsRefusal(errno)
        ? new ErasureOutcome.Refused(order, Errno.Code(errno))
        : new ErasureOutcome.Failed(order, Errno.Code(errno)) { Transient = Errno.MayPass(errno), Untouched = untouched };

    private static ErasureOutcome Unlink(TouchedDirectory directory, ReadOnlySpan<byte> entry, ErasureOrder order, string method, IReadOnlyList<Residue> residue)
    {
        var result = LibC.Unlink(directory.Descriptor.Number, entry);
        // A failed removal may have changed the directory all the same.
        directory.IsTouched = true;
        if (result == -Errno.ENOENT)
            return new ErasureOutcome.AlreadyAbsent(order);
        return result < 0 ? NotRemoved(order, -result) : new ErasureOutcome.Erased(order, method, 1, residue);
    }

    private ErasureOutcome OverwriteAndUnlink(TouchedDirectory directory, ReadOnlySpan<byte> entry, ErasureOrder order, in FileFacts facts)
    {
        switch (Overwriting.Of(directory.Descriptor, entry, FileVersion.Of(facts), breakOff))
        {
            case Overwriting.Done:
                return Unlink(directory, entry, order, ErasureMethod.OverwrittenAndUnlinked, NoResidue);
            case Overwriting.Changed:
                return new ErasureOutcome.Kept(order, KeptReason.Changed);
            case Overwriting.BrokenOff:
                Stopped = KeptReason.Stopping;
                return new ErasureOutcome.Failed(order, "overwrite-interrupted");
            case Overwriting.NotFlushed notFlushed:
                FlushError = notFlushed.ErrorNumber;
                Stopped = KeptReason.StoreSuspect;
                return new ErasureOutcome.Failed(order, "fsync-" + Errno.Code(notFlushed.ErrorNumber));
            case Overwriting.NotWritten notWritten:
                return Errno.IsRefusal(notWritten.ErrorNumber)
                    ? new ErasureOutcome.Refused(order, "overwrite-" + Errno.Code(notWritten.ErrorNumber))
                    : new ErasureOutcome.Failed(order, "overwrite-" + Errno.Code(notWritten.ErrorNumber));
            default:
                throw new InvalidOperationException("An overwriting of an unknown kind.");
        }
    }

    private ErasureOutcome UnlinkOneOfSeveral(TouchedDirectory directory, ReadOnlySpan<byte> entry, ErasureOrder order)
    {
        var number = LibC.OpenBeneath(directory.Descriptor.Number, entry, LibC.PathOnly | LibC.NoFollow);
        if (number < 0)
            return number == -Errno.ENOENT ? new ErasureOutcome.AlreadyAbsent(order) : NotReached(order, -number);
        using var held = new Descriptor(number);
        if (LibC.Facts(number, out var before) < 0 || !IsPlanned(before, order))
            return new ErasureOutcome.Kept(order, KeptReason.Changed);
        var outcome = Unlink(directory, entry, order, ErasureMethod.Unlinked, OtherLinks);
        var isOurs = LibC.Facts(number, out var after) >= 0 && after.Links == before.Links - 1 && after.HasContentOf(before);
        if (outcome is ErasureOutcome.Erased && isOurs)
            ownUnlinks[before.Inode] = (order.Record.Version.Value, after);
        return outcome;
    }

    /// <summary>
    /// Removing one name of a file moves the change time that its other names are known by. Where this call did that, and nothing else happened since,
    /// the other name is still the planned record.
    /// </summary>
    private bool IsPlanned(in FileFacts facts, ErasureOrder order)
    {
        if (FileVersion.Is(facts, order.Record.Version))
            return true;
        return ownUnlinks.TryGetValue(facts.Inode, out var own)
            && own.Planned == order.Record.Version.Value
            && FileVersion.Of(own.Now) == FileVersion.Of(facts);
    }
}
