using Retention.Domain.Audit;

namespace RetentionWorker.Tests.Record;

public sealed class AuditLogTests : IDisposable
{
    private readonly Study study = new();

    [Fact]
    public void Entries_stand_one_after_the_other_across_appends()
    {
        Assert.Equal([0L, 1L], study.Append(study.Intent(1), study.Intent(2)).Seqs);
        Assert.Equal([2L], study.Append(study.Outcome(1, 0)).Seqs);
        Assert.Empty(study.Append().Seqs);

        using var session = study.Catalogue.Read();
        Assert.Equal(3, session.Log.Head().Size);
        Assert.Equal([study.Intent(1).ToBytes(0), study.Intent(2).ToBytes(1), study.Outcome(1, 0).ToBytes(2)], session.Log.Read(0).Select(e => e.Entry));
    }

    [Fact]
    public void No_receipt_is_issued_before_the_commit()
    {
        using var uow = study.Catalogue.Begin();
        var pending = study.Log.Append(uow, [study.Intent(1)]);
        Assert.Throws<InvalidOperationException>(() => pending.AfterCommit());
        uow.Commit();
        Assert.Single(pending.AfterCommit());
    }

    [Fact]
    public void No_receipt_is_issued_for_what_was_undone()
    {
        RetentionWorker.Record.PendingReceipts pending;
        using (var uow = study.Catalogue.Begin())
            pending = study.Log.Append(uow, [study.Intent(1)]);
        Assert.Throws<InvalidOperationException>(() => pending.AfterCommit());
        Assert.Equal(0, study.Verify().Size);
    }

    [Fact]
    public void A_receipt_names_its_intent_record_and_plan_and_outcomes_have_none()
    {
        study.Append(study.Intent(1));
        var receipt = Assert.Single(study.Append(study.Outcome(1, 0), study.Intent(2)).AfterCommit());
        Assert.Equal((2L, 2L, "plan"), (receipt.Seq, receipt.RecordId, receipt.PlanDigest));
    }

    [Fact]
    public async Task Appends_beside_each_other_never_take_the_same_place()
    {
        var tasks = Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 25; i++)
                study.Append(study.Intent(t * 25 + i));
        }));
        study.Keys.Current(Study.Project);
        await Task.WhenAll(tasks);
        var verdict = study.Verify();
        Assert.True(verdict.Verified, verdict.Problem);
        Assert.Equal(100, verdict.Intents);
    }

    [Fact]
    public void A_head_that_contradicts_itself_stops_the_log()
    {
        study.Append(study.Intent(1), study.Intent(2));
        Tamper.With(study, "UPDATE log_head SET root = zeroblob(32)");
        Assert.Throws<ArgumentException>(() => study.Append(study.Outcome(1, 0)));
    }

    public void Dispose() => study.Dispose();
}
