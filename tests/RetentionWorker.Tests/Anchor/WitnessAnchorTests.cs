using Retention.Domain.Transparency;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Anchor;

/// <summary>A witness signs only what goes on from what it signed last; what it signed vouches for the log even where all of it was rewritten.</summary>
public sealed class WitnessAnchorTests : IAsyncLifetime
{
    private readonly AnchorBed bed = new();
    private readonly SmallWitness witness = new();

    public async ValueTask InitializeAsync() => await bed.StartAsync(("witness", new { kind = "witness", url = witness.Address, vkey = witness.VKey.ToString() }));

    public ValueTask DisposeAsync()
    {
        bed.Dispose();
        witness.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_signs_one_checkpoint_after_the_other_and_the_verdict_rests_on_it()
    {
        foreach (var more in (int[])[0, 1, 4, 7])
        {
            await bed.WriteAsync($"p{more}-", more);
            var said = await bed.AnchorAsync();
            Assert.Equal(ExitCode.Done, said.Code);
            Assert.Equal(witness.Last!.Size, said.Json.GetProperty("size").GetInt64());
        }
        Assert.Equal(4, witness.Asked);
        var verdict = await bed.Desk.DoAsync("audit", "verify", "--witness", witness.VKey.ToString());
        Assert.Contains($"{witness.Last!.Size} entries, signed by the witness witness.test", verdict.Output, StringComparison.Ordinal);
        Assert.All(await bed.EntriesAsync("anchor"), e => Assert.Equal(64, e.GetProperty("evidence").GetString()!.Length));
    }

    [Fact]
    public async Task What_it_signed_lies_in_an_export_for_whoever_has_its_key()
    {
        var size = (await bed.AnchorAsync()).Json.GetProperty("size").GetInt64();
        await bed.Desk.DoAsync("audit", "export", "--to", "export");
        var note = Path.Combine(bed.Desk.Home, "export", "anchors", "witness", $"{size}.note");
        var verdict = await bed.Desk.DoAsync("audit", "verify", "--export", "export", "--against", note, "--witness", witness.VKey.ToString());
        Assert.Contains($"{size} entries, signed by the witness witness.test", verdict.Output, StringComparison.Ordinal);
        // Only the lines that the log's key signed: the same checkpoint, and not what the entry says was given back.
        var lines = await File.ReadAllLinesAsync(note, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(note, string.Concat(lines.Where(l => !l.Contains("witness.test", StringComparison.Ordinal)).Select(l => l + "\n")), TestContext.Current.CancellationToken);
        Assert.Contains("is not the checkpoint that the place took", (await bed.Desk.SayAsync("audit", "verify", "--export", "export")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_made_up_for()
    {
        witness.LosesAnswers = true;
        var lost = await bed.AnchorAsync();
        Assert.Equal((ExitCode.Unavailable, "refused"), (lost.Code, lost.Json.GetProperty("code").GetString()));
        witness.LosesAnswers = false;
        await bed.WriteAsync("more", 2);
        Assert.Equal(ExitCode.Done, (await bed.AnchorAsync()).Code);
    }

    [Fact]
    public async Task It_refuses_an_older_log_and_another_history()
    {
        var putBack = bed.Copy();
        await bed.WriteAsync("one", 3);
        await bed.AnchorAsync();
        putBack();
        Assert.Equal("ahead", (await bed.AnchorAsync()).Json.GetProperty("code").GetString());
        await bed.WriteAsync("other", 6);
        var said = await bed.AnchorAsync();
        Assert.Equal((ExitCode.LogDoesNotVerify, "other-history"), (said.Code, said.Json.GetProperty("code").GetString()));
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("run", "--once")).Code);
    }

    [Fact]
    public async Task What_another_one_signed_is_no_answer()
    {
        witness.IsSomebodyElse = true;
        var said = await bed.AnchorAsync();
        Assert.Equal((ExitCode.Unavailable, "not-vouched"), (said.Code, said.Json.GetProperty("code").GetString()));
        Assert.Empty(await bed.EntriesAsync("anchor"));
        Assert.Equal(ExitCode.LogDoesNotVerify, (await bed.Desk.SayAsync("audit", "verify", "--witness", witness.VKey.ToString())).Code);
    }

    [Fact]
    public async Task An_entry_that_is_dated_after_the_witness_saw_it_is_found()
    {
        witness.Now -= 400;
        await bed.AnchorAsync();
        var verdict = await bed.Desk.SayAsync("audit", "verify", "--witness", witness.VKey.ToString());
        Assert.Equal(ExitCode.LogDoesNotVerify, verdict.Code);
        Assert.Contains("dated after the witness's own time", verdict.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_witness_that_knows_the_log_by_its_key_signs_again_when_its_keeper_has_the_new_one()
    {
        var old = Key();
        witness.LogKeys = [old];
        Assert.Equal(ExitCode.Done, (await bed.AnchorAsync()).Code);
        await bed.Desk.DoAsync("audit", "rotate-key");
        var refused = await bed.AnchorAsync();
        Assert.Equal((ExitCode.Unavailable, "refused"), (refused.Code, refused.Json.GetProperty("code").GetString()));
        witness.LogKeys = [old, Key()];
        Assert.Equal(ExitCode.Done, (await bed.AnchorAsync()).Code);
        var verdict = await bed.Desk.DoAsync("audit", "verify", "--witness", witness.VKey.ToString());
        Assert.Contains($"{witness.Last!.Size} entries, signed by the witness witness.test", verdict.Output, StringComparison.Ordinal);

        VerifierKey Key() => VerifierKey.Parse(bed.EntriesAsync("log-key").GetAwaiter().GetResult()[^1].GetProperty("key").GetString()!);
    }
}
