using RetentionWorker.Register;

namespace RetentionWorker.Cli;

/// <summary>Shows what the register answered: the fact, or why it was not recorded, with the exit code that goes with it.</summary>
internal static class RegisteredAnswers
{
    public static ExitCode Give<T>(this Answer answer, Registered<T> registered, Func<T, string> inWords)
        where T : notnull => answer.Give(registered, fact => fact, fact => [inWords(fact)]);

    /// <summary>The same, where the answer says more than the fact alone.</summary>
    public static ExitCode Give<T>(this Answer answer, Registered<T> registered, Func<T, object> shape, Func<T, IEnumerable<string>> inWords)
        where T : notnull
    {
        switch (registered)
        {
            case Registered<T>.Done done:
                answer.One(shape(done.Fact), inWords(done.Fact));
                foreach (var warning in done.Warnings)
                    answer.Warn(warning);
                return ExitCode.Done;
            case Registered<T>.Problem problem:
                return problem.What.Aggregate(ExitCode.BadInput, (_, what) => answer.Stop(ExitCode.BadInput, what));
            case Registered<T>.Refusal refusal:
                return answer.Stop(ExitCode.Refused, refusal.Why);
            case Registered<T>.NotPermitted not:
                return answer.Stop(ExitCode.NotPermitted, not.Why);
            default:
                throw new InvalidOperationException("The family of answers is closed.");
        }
    }
}
