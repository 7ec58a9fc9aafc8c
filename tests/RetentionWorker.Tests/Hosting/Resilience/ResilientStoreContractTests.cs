using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Hosting.Resilience;

/// <summary>A store with patience keeps the contract of stores: the wrappers change nothing that a store says.</summary>
public sealed class ResilientStoreContractTests : StoreContract
{
    private protected override Task<StoreHarness> StartAsync() => Task.FromResult<StoreHarness>(new Harness());

    private sealed class Harness : StoreHarness
    {
        private readonly FakeStore store = new(Name) { Marker = Adopted, Time = () => new(SystemClock.Instance.GetCurrentInstant(), IsElsewhere: true) };

        public Harness()
        {
            var patience = new StorePatience(new ResilienceOptions { FirstPauseMilliseconds = 1, LongestPauseSeconds = 1 }, TimeProvider.System);
            Reader = new ResilientRecordReader(store, patience);
            Eraser = new ResilientRecordEraser(store, patience);
            Identity = new ResilientStoreIdentity(store, patience);
            Planter = new WatchedPlanter(store, TimeProvider.System);
            Clock = new WatchedStoreClock(store, TimeProvider.System);
        }

        public override IRecordReader Reader { get; }

        public override IRecordEraser Eraser { get; }

        public override IStoreIdentity Identity { get; }

        public override IStoreClock Clock { get; }

        public override IRecordPlanter Planter { get; }

        public override IReadOnlyList<RecordName> AwkwardNames { get; } = [RecordName.FromText("a"), RecordName.FromText("A"), RecordName.Parse("p/\\xFF\\xFE")];

        public override IReadOnlyList<RecordName> ImpossibleNames { get; } = [.. ((string[])["", "/a", "..", "a\0b"]).Select(RecordName.FromText)];

        public override int Many => 600;

        public override Task PutAsync(RecordName name, string content)
        {
            store.Put(name, content);
            return Task.CompletedTask;
        }

        public override Task<string?> ContentAsync(RecordName name) => Task.FromResult(store.Content(name));

        public override Task UnplugAsync()
        {
            store.Unplugged = true;
            return Task.CompletedTask;
        }

        public override Task ReplugAsync()
        {
            store.Unplugged = false;
            return Task.CompletedTask;
        }

        public override Task ReplaceIdentityAsync(string? identity)
        {
            store.Marker = identity;
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
