namespace RetentionWorker.Simulation.Check;

/// <summary>A promise of the design was broken: the simulation's one way to fail.</summary>
internal sealed class PromiseBroken(string promise, string what) : Exception($"{promise}: {what}")
{
    public const string MustStay = "erased what must stay";
    public const string MustGo = "kept what must go";
    public const string Silent = "said nothing of it";
    public const string Log = "the log is wrong";
    public const string Books = "the books are wrong";

    /// <summary>Which promise, for tables.</summary>
    public string Promise => promise;

    public static void Unless(bool kept, string promise, Func<string> what)
    {
        if (!kept)
            throw new PromiseBroken(promise, what());
    }
}
