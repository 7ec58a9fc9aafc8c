using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

/// <summary>The fake keeps the contract, so what passes with it may hope to pass with a real store.</summary>
public sealed class FakeStoreTests : StoreContract
{
    private protected override Task<StoreHarness> StartAsync() => Task.FromResult<StoreHarness>(new Harness());

    private sealed class Harness : StoreHarness
    {
        private readonly FakeStore store = new(Name) { Marker = Adopted, Time = () => new(SystemClock.Instance.GetCurrentInstant(), IsElsewhere: true) };

        public override IRecordReader Reader => store;

        public override IRecordEraser Eraser => store;

        public override IStoreIdentity Identity => store;

        public override IStoreClock Clock => store;

        public override IRecordPlanter Planter => store;

        public override IReadOnlyList<RecordName> AwkwardNames { get; } =
            [RecordName.FromText("a"), RecordName.FromText("A"), RecordName.FromText(".hidden"), RecordName.Parse("p/\\xFF\\xFE"), RecordName.FromText("p/new\nline")];

        public override IReadOnlyList<RecordName> ImpossibleNames { get; } =
            [.. ((string[])["", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "a\0b"]).Select(RecordName.FromText)];

        public override int Many => 2500;

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
