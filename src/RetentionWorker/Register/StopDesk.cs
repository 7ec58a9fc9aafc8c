using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>The stop as shown. <paramref name="By"/> and <paramref name="Because"/> are null where only the switch itself is known; <paramref name="InFlight"/> counts erasures without an outcome.</summary>
internal sealed record StopLine(bool Stopped, Instant? Since, string? By, string? Because, int InFlight);

/// <summary>
/// Stops every erasure of the installation, and starts them again. The switch is thrown first, which waits for nobody; who threw it and why
/// is recorded next. Starting is recorded first, so that the log never lacks it.
/// </summary>
internal sealed class StopDesk(Bookkeeping books, SomebodyErases somebodyErases, TimeProvider time)
{
    /// <summary>The guard's name, in the book and on screens.</summary>
    public const string Guard = "stop";

    /// <summary>The code where the switch was found thrown.</summary>
    public const string ByFile = "file";

    private const int PollsAtMost = 200;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public StopLine Look()
    {
        using var session = books.Read();
        return Look(books, session);
    }

    public static StopLine Look(Bookkeeping books, IReadSession session) => session.Guards.Find(Guard) is { } noted
        ? new StopLine(true, noted.Since, noted.Actor, noted.Code, session.Intents.ListOpen().Count)
        : new StopLine(books.StopSwitch.IsThrown(), null, null, null, session.Intents.ListOpen().Count);

    /// <summary>Returns when nothing that began before is in flight any more, or says how much still is after some seconds.</summary>
    public async Task<Registered<StopLine>> StopAsync(string? because, CancellationToken ct)
    {
        string? warning = null;
        try
        {
            books.StopSwitch.Throw();
        }
        catch (IOException fault)
        {
            warning = $"{fault.Message} The stop is in the catalogue alone";
        }
        var changed = Record(because ?? "unspecified");
        var left = await WaitAsync(ct);
        var warnings = new[]
        {
            warning, changed ? null : "it was stopped already; since when and why is as before",
            left > 0 ? $"{left} erasures have no outcome yet: the next run finds out what became of them" : null,
        };
        return Registered<StopLine>.Of(Look(), [.. warnings.OfType<string>()]);
    }

    public Registered<StopLine> Start()
    {
        using var work = books.Begin();
        if (!work.Guards.Open(Guard) && !books.StopSwitch.IsThrown())
            return Registered<StopLine>.Of(Look(books, work), "nothing was stopped; nothing changed");
        var inFlight = work.Intents.ListOpen().Count;
        books.StopSwitch.TakeBack();
        // The switch is free and the stop still stands in the book: whatever fails between here and the commit leaves it stopped.
        books.Commit(work, new AuditEntry.Started(books.Now, books.Actor, null));
        return Registered<StopLine>.Of(new StopLine(false, null, null, null, inFlight));
    }

    private bool Record(string because)
    {
        using var work = books.Begin();
        // What a running daemon noted of the file a moment ago is this very stop.
        if (work.Guards.Find(Guard) is { Code: not ByFile })
            return false;
        var now = books.Now;
        work.Guards.Close(new ClosedGuard(Guard, null, because, now, books.Actor));
        books.Commit(work, new AuditEntry.Stopped(now, books.Actor, because));
        return true;
    }

    private async Task<int> WaitAsync(CancellationToken ct)
    {
        for (var polls = 0; ; polls++)
        {
            var left = Look().InFlight;
            if (left == 0 || polls >= PollsAtMost || !somebodyErases())
                return left;
            await Task.Delay(Poll, time, ct);
        }
    }
}
