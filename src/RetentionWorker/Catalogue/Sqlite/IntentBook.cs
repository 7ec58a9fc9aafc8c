namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class IntentBook(SqliteSession session) : IIntentBook
{
    public void Open(IReadOnlyList<OpenIntent> intents)
    {
        foreach (var intent in intents)
            session.Execute(
                "INSERT INTO open_intents (seq, record_id, plan_digest, at) VALUES (@1, @2, @3, @4)",
                intent.Seq, intent.RecordId, intent.PlanDigest, Column.Of(intent.At));
    }

    public void Close(long seq)
    {
        if (session.Execute("DELETE FROM open_intents WHERE seq = @1", seq) != 1)
            throw new InvalidOperationException("An intent has one outcome; this one has none open.");
    }

    public IReadOnlyList<OpenIntent> ListOpen() => session.List(
        row => new OpenIntent(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.At(3)),
        "SELECT seq, record_id, plan_digest, at FROM open_intents ORDER BY seq");
}
