using System.CommandLine;
using System.CommandLine.Parsing;
using NodaTime;
using NodaTime.Text;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class ClockShowCommand : Verb
{
    public ClockShowCommand()
        : base("show", "Show what speaks for and against the clock: what was written down, and what the stores say.", "retention clock show")
    {
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var clock = await asked.Room<ClockDesk>().ShowAsync(ct);
        asked.Answer.One(clock, InWords(clock));
        return clock.Doubt is null && clock.Since is null ? ExitCode.Done : ExitCode.Refused;
    }

    public static IEnumerable<string> InWords(ClockLine clock)
    {
        yield return $"the system's clock says      {Answer.Show(clock.System)}";
        yield return $"the latest time written down {Answer.Show(clock.HighWaterMark)}";
        yield return $"the log's newest entry       {Answer.Show(clock.NewestEntry)}";
        foreach (var store in clock.Stores)
        {
            yield return $"store {store.Store} says {Answer.Show(store.Told)}, {store.AheadSeconds} s ahead{(store.AcceptedSeconds is { } accepted ? $" ({accepted} s are accepted)" : "")}"
                + (store.IsElsewhere ? "" : "; its clock is this machine's");
        }
        if (clock.Doubt is { } doubt)
            yield return $"in doubt: {doubt}";
        if (clock.Since is { } since)
            yield return $"nothing is erased since {Answer.Show(since)} ({clock.Code}), until: retention clock confirm";
    }
}

internal sealed class ClockConfirmCommand : Verb
{
    private readonly Option<Instant?> time = new("--time")
    {
        Description = "What your own watch says (UTC, 2026-11-23T10:15:00Z); the system's clock must be within five minutes of it", HelpName = "INSTANT", CustomParser = Parse,
    };

    public ClockConfirmCommand()
        : base("confirm", "Say that the system's clock is right, whatever the stores and what was written down say; it goes on the audit log.", "retention clock confirm --time 2026-11-23T10:15:00Z") =>
        Add(time);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var confirmed = await asked.Room<ClockDesk>().ConfirmAsync(asked.Get(time), ct);
        var code = asked.Answer.Give(confirmed, _ => "the clock is accepted as it is; erasing goes on with the next run. The evidence:");
        if (confirmed is Registered<ClockLine>.Done { Fact: var evidence })
        {
            foreach (var line in ClockShowCommand.InWords(evidence))
                asked.Answer.Line("  " + line);
        }
        return code;
    }

    private static Instant? Parse(ArgumentResult given)
    {
        var text = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        var parsed = InstantPattern.General.Parse(text);
        if (!parsed.Success)
            given.AddError($"--time '{text}' is no instant in UTC: write it as 2026-11-23T10:15:00Z");
        return parsed.Success ? parsed.Value : null;
    }
}
