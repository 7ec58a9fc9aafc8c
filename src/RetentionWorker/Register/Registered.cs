namespace RetentionWorker.Register;

/// <summary>What came of asking the register to record something.</summary>
internal abstract record Registered<T>
{
    /// <summary>It is recorded (or was already, exactly so). The warnings are for the person who asked.</summary>
    internal sealed record Done(T Fact, IReadOnlyList<string> Warnings) : Registered<T>;

    /// <summary>It makes no sense as given; nothing is recorded. Every problem is named.</summary>
    internal sealed record Problem(IReadOnlyList<string> What) : Registered<T>;

    /// <summary>It makes sense, and is not done; nothing is recorded.</summary>
    internal sealed record Refusal(string Why) : Registered<T>;

    /// <summary>It makes sense, and whoever asks is not the one to do it; nothing is recorded.</summary>
    internal sealed record NotPermitted(string Why) : Registered<T>;

    public static Registered<T> Of(T fact, params IReadOnlyList<string> warnings) => new Done(fact, warnings);

    public static Registered<T> Bad(params IReadOnlyList<string> what) => new Problem(what);

    public static Registered<T> No(string why) => new Refusal(why);
}
