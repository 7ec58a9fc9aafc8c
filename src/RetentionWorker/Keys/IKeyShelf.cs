using Retention.Domain.Facts;
using Retention.Domain.Keys;

namespace RetentionWorker.Keys;

/// <summary>Where the keys lie: to look, and to bring one back. Nothing is lost through it.</summary>
internal interface IKeyShelf
{
    /// <summary>
    /// Every key that was ever there, with the state that the shelf itself shows. A process that was killed may have left one behind what the catalogue says of it, and a
    /// restored copy puts one ahead of it.
    /// </summary>
    IReadOnlyList<(ProjectId Project, int Epoch, KeyState State)> List();

    /// <summary>Puts a deleted key back into use, durably; nothing happens where it is in use. False where it is gone.</summary>
    bool Recover(ProjectId project, int epoch);
}

/// <summary>Takes keys out of use and destroys them. For the Erase room alone.</summary>
internal interface IKeyShredder
{
    /// <summary>Takes the key out of use, durably; it can be brought back. Nothing happens where it is out of use.</summary>
    void Delete(ProjectId project, int epoch);

    /// <summary>Destroys the key, durably, whatever its state. Nothing happens where it is gone.</summary>
    void Destroy(KeyReceipt receipt);

    /// <summary>Ends a destruction of the key in which a process was killed. For one that lost its name already: nothing happens to any other.</summary>
    void Finish(ProjectId project, int epoch);
}
