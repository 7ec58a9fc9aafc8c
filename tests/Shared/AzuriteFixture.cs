[assembly: AssemblyFixture(typeof(RetentionWorker.Tests.Shared.AzuriteFixture))]

namespace RetentionWorker.Tests.Shared;

/// <summary>One Azurite for all tests of an assembly, started by the first test that asks for it. Each test uses containers of its own.</summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteServer>> server = new(AzuriteServer.StartAsync);

    internal Task<AzuriteServer> ServerAsync() => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await server.Value).DisposeAsync();
    }
}
