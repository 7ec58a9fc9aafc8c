using Retention.Domain.Guards;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class RegisterBook(SqliteSession session) : IRegisterBook
{
    public RegisterCounts Counts() => new(
        Kept("projects"), (long)session.Scalar("SELECT count(*) FROM projects")!, Kept("holds"), (long)session.Scalar("SELECT count(*) FROM holds WHERE released_at IS NULL")!);

    public void Confirm()
    {
        var counts = Counts();
        session.Execute("UPDATE counters SET value = @1 WHERE name = 'projects'", counts.Projects);
        session.Execute("UPDATE counters SET value = @1 WHERE name = 'holds'", counts.Holds);
    }

    /// <summary>One more, or one less, of what the register holds.</summary>
    public static void Count(SqliteSession session, string what, int change) =>
        session.Execute("UPDATE counters SET value = value + @2 WHERE name = @1", what, (long)change);

    private long Kept(string what) => (long)session.Scalar("SELECT value FROM counters WHERE name = @1", what)!;
}
