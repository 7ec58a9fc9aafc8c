using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RetentionWorker.Cli;

/// <summary>
/// What long work is at, on one line: a spinner and a count while nobody knows how much there is, a bar and the time that remains where it is
/// known. It is drawn by a clock of its own; to be told costs the work next to nothing, and may happen from any thread.
/// </summary>
internal sealed class StageLine(ProgressContext context, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private readonly Lock turn = new();
    private ProgressTask? shown;
    private string? stage;
    private long toldAt;

    /// <summary>Another stage begins; nothing where it is the one that is shown.</summary>
    public void At(string what)
    {
        lock (turn)
        {
            if (what == stage)
                return;
            if (shown is not null)
                context.RemoveTask(shown);
            shown = context.AddTask(Markup.Escape(PlainText.Of(what)), maxValue: double.MaxValue);
            shown.IsIndeterminate = true;
            (stage, toldAt) = (what, 0);
        }
    }

    /// <summary>The stage, and how much of it is through.</summary>
    public void At(string what, long done, long total)
    {
        At(what);
        Count(done, total);
    }

    /// <summary>So much of the stage is through, of so much where that is known. More than ten times a second it is not listened to, but for the end.</summary>
    public void Count(long done, long? total)
    {
        lock (turn)
        {
            var now = time.GetTimestamp();
            if (shown is null || (toldAt != 0 && done != total && time.GetElapsedTime(toldAt, now) < Least))
                return;
            toldAt = now;
            if (total is { } all)
                (shown.MaxValue, shown.IsIndeterminate) = (Math.Max(all, 1), false);
            shown.Value = done;
        }
    }

    public static ProgressColumn[] Columns() =>
    [
        new SpinnerColumn(Spinner.Known.Dots), new TaskDescriptionColumn { Alignment = Justify.Left }, new CountColumn(),
        new WhereKnown(new ProgressBarColumn()), new WhereKnown(new PercentageColumn()), new WhereKnown(new RemainingTimeColumn()),
    ];

    private sealed class CountColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            var done = task.Value.ToString("N0", CultureInfo.InvariantCulture);
            if (task.IsIndeterminate)
                return new Text(task.Value > 0 ? done : "");
            var total = task.MaxValue.ToString("N0", CultureInfo.InvariantCulture);
            return new Text($"{done.PadLeft(total.Length)} of {total}");
        }
    }

    /// <summary>A column that says nothing while the total is not known.</summary>
    private sealed class WhereKnown(ProgressColumn column) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            task.IsIndeterminate ? Text.Empty : column.Render(options, task, deltaTime);
    }
}
