namespace RetentionWorker.Cli;

/// <summary>Where records stand, as several verbs say it.</summary>
internal static class StandingWords
{
    public static string Late(long records) =>
        $"{records} records are LATE and may not be erased yet: a fact that makes them due was recorded so late that it settles beyond their deadline (retention explain RECORD says until when)";
}
