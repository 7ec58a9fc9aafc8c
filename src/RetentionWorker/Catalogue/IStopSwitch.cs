namespace RetentionWorker.Catalogue;

/// <summary>
/// The stop switch of an installation, as far as it acts at once: while it is thrown no process erases. It needs neither the books nor their
/// writing turn, so that whoever throws it waits for nobody; why it was thrown, and by whom, is in the <see cref="IGuardBook"/>.
/// </summary>
internal interface IStopSwitch
{
    /// <summary>Whether it was thrown a tenth of a second ago, or is now. Cheap enough for the moment before each destructive call, from any thread.</summary>
    bool WasThrown();

    /// <summary>Whether it is thrown now.</summary>
    bool IsThrown();

    /// <summary>Throws it; does nothing where it is thrown. An <see cref="IOException"/> where that cannot be done.</summary>
    void Throw();

    /// <summary>Takes it back, however it was thrown. An <see cref="IOException"/> where that cannot be done.</summary>
    void TakeBack();
}
