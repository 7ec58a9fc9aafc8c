namespace RetentionWorker.Tests.Stores.Files;

public sealed class FilesStoreContractTests : StoreContract
{
    private protected override Task<StoreHarness> StartAsync() => Task.FromResult<StoreHarness>(new FilesHarness());
}

public sealed class OverwritingFilesStoreContractTests : StoreContract
{
    private protected override Task<StoreHarness> StartAsync() => Task.FromResult<StoreHarness>(new FilesHarness(overwrite: true));
}

/// <summary>As the program has it: patience changes nothing that a folder says.</summary>
public sealed class PatientFilesStoreContractTests : StoreContract
{
    private protected override Task<StoreHarness> StartAsync() => Task.FromResult<StoreHarness>(new FilesHarness(patient: true));
}
