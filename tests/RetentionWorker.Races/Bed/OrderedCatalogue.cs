using System.Reflection;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Bed;

/// <summary>Who writes: one transaction of the file at a time, and one unit of work at a time in each process. SQLite would wait for it by sleeping.</summary>
internal sealed class Pen
{
    public bool Taken { get; set; }
}

/// <summary>The real catalogue as one process has it open; every call of it is a point.</summary>
internal sealed class OrderedCatalogue(SqliteCatalogue real, Strands strands, Pen file) : ICatalogue
{
    private readonly Pen process = new();

    /// <summary>Hears that somebody committed.</summary>
    public Action<Party>? Committed { get; set; }

    public bool IsSimulated => real.IsSimulated;

    public IStopSwitch StopSwitch { get; } = new OrderedSwitch(real.StopSwitch, strands);

    public IReadSession Read()
    {
        strands.Point("read");
        return real.Read();
    }

    public IUnitOfWork Begin()
    {
        strands.Wait("begin", () => !file.Taken && !process.Taken);
        file.Taken = process.Taken = true;
        var unit = DispatchProxy.Create<IUnitOfWork, OrderedUnit>();
        try
        {
            ((OrderedUnit)(object)unit).Begin(real.Begin(), strands, file, process, Committed);
        }
        catch
        {
            file.Taken = process.Taken = false;
            throw;
        }
        return unit;
    }

    public long FactsEpoch()
    {
        strands.Point("epoch");
        return real.FactsEpoch();
    }

    public void TidyUp()
    {
        strands.Wait("tidy up", () => !file.Taken && !process.Taken);
        real.TidyUp();
    }
}

/// <summary>A unit of work that gives the pen back: the file's when it has committed, the process's own when it is over.</summary>
internal class OrderedUnit : DispatchProxy
{
    private IUnitOfWork real = null!;
    private Strands strands = null!;
    private Pen file = null!;
    private Pen process = null!;
    private Action<Party>? committed;
    private bool over;

    public void Begin(IUnitOfWork unit, Strands order, Pen ofFile, Pen ofProcess, Action<Party>? heard) => (real, strands, file, process, committed) = (unit, order, ofFile, ofProcess, heard);

    protected override object? Invoke(MethodInfo? method, object?[]? arguments)
    {
        switch (method!.Name)
        {
            case nameof(IUnitOfWork.Commit):
                strands.Point("commit");
                real.Commit();
                file.Taken = false;
                if (Strands.Here is { } strand)
                    committed?.Invoke(strand.Party);
                return null;
            case nameof(IDisposable.Dispose):
                if (over)
                    return null;
                over = true;
                var wasCommitted = real.Committed;
                real.Dispose();
                if (!wasCommitted)
                    file.Taken = false;
                process.Taken = false;
                return null;
            default:
                return method.Invoke(real, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        }
    }
}

/// <summary>The real stop switch, looked at afresh each time: how old a look may be is a matter of real time, which no schedule has.</summary>
internal sealed class OrderedSwitch(IStopSwitch real, Strands strands) : IStopSwitch
{
    public bool WasThrown() => IsThrown();

    public bool IsThrown()
    {
        strands.Point("switch");
        return real.IsThrown();
    }

    public void Throw()
    {
        strands.Point("throw");
        real.Throw();
    }

    public void TakeBack()
    {
        strands.Point("take back");
        real.TakeBack();
    }
}
