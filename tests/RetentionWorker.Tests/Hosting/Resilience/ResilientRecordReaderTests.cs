using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Hosting.Resilience;

public sealed class ResilientRecordReaderTests
{
    private static readonly ResilienceOptions Options = new() { BudgetSeconds = 60, Attempts = 4, BreakAfter = 100 };
    private static readonly RecordName[] Names = [RecordName.FromText("here"), RecordName.FromText("gone"), RecordName.FromText("shy")];
    private readonly HurriedTime time = new();
    private readonly FakeStore store = new(StoreHarness.Name) { Marker = StoreHarness.Adopted };

    [Fact]
    public async Task Asks_again_only_for_names_without_an_answer()
    {
        store.Put("here", "x");
        var asked = new List<string>();
        store.Verdict = (name, seen) =>
        {
            asked.Add(name.ToString());
            return name.Equals(Names[2]) && asked.Count(n => n == "shy") < 3 ? new VerificationOutcome.Unknown("http-500") { Transient = true, RetryAfter = Duration.FromSeconds(5) } : seen;
        };

        var outcomes = await VerifyAsync();

        Assert.Equal(["Present", "Absent", "Absent"], outcomes.Select(outcome => outcome.GetType().Name));
        Assert.Equal(["here", "gone", "shy", "shy", "shy"], asked);
        Assert.InRange(time.Passed, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Leaves_a_name_unknown_that_never_got_an_answer()
    {
        store.Verdict = (name, seen) => name.Equals(Names[2]) ? new VerificationOutcome.Unknown("http-500") { Transient = true } : seen;

        Assert.Equal("http-500", Assert.IsType<VerificationOutcome.Unknown>((await VerifyAsync())[2]).Code);
    }

    [Fact]
    public async Task Throws_where_nothing_was_answered_after_all_attempts()
    {
        store.OnCall = _ => new StoreFault(StoreFaultKind.Throttled, "ServerBusy", "busy");

        var fault = await Assert.ThrowsAsync<StoreFault>(VerifyAsync);

        Assert.Equal((StoreFaultKind.Unavailable, "ServerBusy"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task Believes_no_answer_once_the_store_is_suspect()
    {
        store.Verdict = (_, seen) =>
        {
            store.Marker = null;
            return new VerificationOutcome.Unknown("http-500") { Transient = true };
        };

        Assert.Equal(StoreFaultKind.Suspect, (await Assert.ThrowsAsync<StoreFault>(VerifyAsync)).Kind);
    }

    [Fact]
    public async Task Asks_for_the_same_page_again_and_never_takes_a_broken_listing_for_a_complete_one()
    {
        var asked = new List<string?>();
        var pages = new ResilientRecordPages(
            new ScriptedPages(marker =>
            {
                asked.Add(marker);
                return asked.Count == 1 ? throw new StoreFault(StoreFaultKind.Transient, "no-answer", "x") : new RecordPage([], null, null, CopiesSeen.None);
            }),
            new StorePatience(Options, time));

        await time.RunAsync(pages.PageAsync("m1", TestContext.Current.CancellationToken));

        Assert.Equal(["m1", "m1"], asked);
    }

    [Fact]
    public async Task Takes_a_garbled_page_for_a_fault_at_once()
    {
        var calls = 0;
        var pages = new ResilientRecordPages(
            new ScriptedPages(_ =>
            {
                calls++;
                throw new StoreFault(StoreFaultKind.Garbled, "page-without-end", "x");
            }),
            new StorePatience(Options, time));

        await Assert.ThrowsAsync<StoreFault>(() => time.RunAsync(pages.PageAsync(null, TestContext.Current.CancellationToken)));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Takes_its_own_identity_for_written_after_a_lost_reply()
    {
        var lost = new LosesFirstReply(store);
        store.Marker = null;

        await time.RunAsync(WriteAsync(new ResilientStoreIdentity(lost, new StorePatience(Options, time)), StoreHarness.Foreign));

        Assert.Equal(StoreHarness.Foreign, store.Marker);
    }

    [Fact]
    public async Task Never_overwrites_the_identity_of_another()
    {
        var identity = new ResilientStoreIdentity(store, new StorePatience(Options, time));

        Assert.Equal(StoreFaultKind.Suspect, (await Assert.ThrowsAsync<StoreFault>(() => time.RunAsync(WriteAsync(identity, StoreHarness.Foreign)))).Kind);
        Assert.Equal(StoreHarness.Adopted, store.Marker);
    }

    private static async Task<bool> WriteAsync(IStoreIdentity identity, string value)
    {
        await identity.WriteAsync(value, TestContext.Current.CancellationToken);
        return true;
    }

    private Task<IReadOnlyList<VerificationOutcome>> VerifyAsync() =>
        time.RunAsync(new ResilientRecordReader(store, new StorePatience(Options, time)).VerifyAsync(Names, TestContext.Current.CancellationToken));

    private sealed class ScriptedPages(Func<string?, RecordPage> page) : IRecordPages
    {
        public Task<RecordPage> PageAsync(string? marker, CancellationToken ct) => Task.Run(() => page(marker), ct);
    }

    private sealed class LosesFirstReply(IStoreIdentity inner) : IStoreIdentity
    {
        private bool lost;

        public Task<string?> ReadAsync(CancellationToken ct) => inner.ReadAsync(ct);

        public async Task WriteAsync(string identity, CancellationToken ct)
        {
            await inner.WriteAsync(identity, ct);
            if (lost)
                return;
            lost = true;
            throw new StoreFault(StoreFaultKind.Transient, "no-answer", "The reply was lost.");
        }
    }
}
