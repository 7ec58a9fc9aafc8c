using NodaTime;

namespace RetentionWorker.Watch;

/// <summary>Records that stand alike, summed up: how many, since when, and the earliest deadline of them.</summary>
internal sealed class Tally
{
    public long Records { get; private set; }
    public Instant? Since { get; private set; }
    public Instant? Deadline { get; private set; }

    public void Add(long records, Instant? since, Instant? deadline)
    {
        if (records == 0)
            return;
        Records += records;
        Since = Clocks.Earlier(Since, since);
        Deadline = Clocks.Earlier(Deadline, deadline);
    }
}

/// <summary>Tallies by key, made where one is asked for.</summary>
internal sealed class Tallies<TKey> : Dictionary<TKey, Tally>
    where TKey : notnull
{
    public Tally Of(TKey key)
    {
        if (!TryGetValue(key, out var tally))
            Add(key, tally = new Tally());
        return tally;
    }
}
