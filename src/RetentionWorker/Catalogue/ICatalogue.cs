namespace RetentionWorker.Catalogue;

/// <summary>
/// What is known: the books of one installation. Any process may read and record; only the holder of the erase lock erases.
/// </summary>
internal interface ICatalogue
{
    /// <summary>A consistent view for reading. Writing through it throws.</summary>
    IReadSession Read();

    /// <summary>A writing transaction; waits its turn behind other writers. Nothing is kept unless <see cref="IUnitOfWork.Commit"/> returned.</summary>
    IUnitOfWork Begin();

    /// <summary>
    /// A number that every recorded fact raises (project, withdrawal, hold, schedule). Read outside any session, always the committed value of
    /// now; cheap and safe to call from several threads: the erase step asks right before each destructive call.
    /// </summary>
    long FactsEpoch();

    /// <summary>Stops every erasure at once.</summary>
    IStopSwitch StopSwitch { get; }

    /// <summary>Makes sure that what was forgotten is nowhere in its files any more. Where readers are in the way, the next call does it.</summary>
    void TidyUp();

    /// <summary>Whether it was created for a simulated calendar, for ever; such a catalogue serves no real store.</summary>
    bool IsSimulated { get; }
}

/// <summary>The books, in one consistent view.</summary>
internal interface IReadSession : IDisposable
{
    IProjectBook Projects { get; }
    IWithdrawalBook Withdrawals { get; }
    IHoldBook Holds { get; }
    IStoreHoldBook StoreHolds { get; }
    IStoreBook Stores { get; }
    IScheduleBook Schedules { get; }
    IRecordBook Records { get; }
    IGroupBook Groups { get; }
    IPlanBook Plans { get; }
    IRejectionBook Rejections { get; }
    IRequestBook Requests { get; }
    ISpentBook Spent { get; }
    IIntentBook Intents { get; }
    ILogBook Log { get; }
    IGuardBook Guards { get; }
    IClockBook Clock { get; }
    IInventoryBook Inventories { get; }
    IRegisterBook Register { get; }
    IAgeBook Ages { get; }
    IEscalationBook Escalations { get; }
    IBreachBook Breaches { get; }
    ICanaryBook Canaries { get; }
    IRunBook Runs { get; }
    ICorrectionBook Corrections { get; }
    IErasedBook Erased { get; }

    IAnchorBook Anchors { get; }
    IKeyBook Keys { get; }
    IRecipientBook Recipients { get; }
}

/// <summary>The unit of work in which an outcome and the catalogue's state commit together. Disposing it without a commit undoes everything.</summary>
internal interface IUnitOfWork : IReadSession
{
    /// <summary>Makes it durable; returns only when it is on disk.</summary>
    void Commit();

    /// <summary>Whether <see cref="Commit"/> has returned.</summary>
    bool Committed { get; }
}
