using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>A container in a real Azurite keeps the contract of stores.</summary>
public sealed class AzureBlobStoreContractTests(AzuriteFixture azurite) : StoreContract
{
    private protected override async Task<StoreHarness> StartAsync() => await ContainerBed.StartAsync(azurite);
}
