using Retention.Domain.Facts;
using Retention.Domain.Keys;
using RetentionWorker.Keys;

namespace RetentionWorker.Erase;

/// <summary>The one room that takes keys out of use and destroys them.</summary>
internal sealed class KeyErasing(IKeyShredder shredder, IKeyShelf shelf)
{
    /// <summary>Takes the key out of use; it can be brought back.</summary>
    public void Delete(ProjectId project, int epoch) => shredder.Delete(project, epoch);

    /// <summary>Ends a destruction that was begun; nothing happens to a key that is whole.</summary>
    public void Finish(ProjectId project, int epoch) => shredder.Finish(project, epoch);

    /// <summary>Destroys the key, and looks whether it is gone. Throws <see cref="IOException"/> where it is not: then nothing may be said to have happened.</summary>
    public void Destroy(KeyReceipt receipt)
    {
        shredder.Destroy(receipt);
        if (shelf.List().Any(k => k.Project == receipt.Project && k.Epoch == receipt.Epoch && k.State != KeyState.Destroyed))
            throw new IOException($"The key of project {receipt.Project}, epoch {receipt.Epoch}, is still there after it was destroyed.");
    }
}
