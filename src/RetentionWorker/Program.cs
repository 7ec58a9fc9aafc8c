using System.Runtime.InteropServices;
using RetentionWorker.Cli;
using RetentionWorker.Hosting;

using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, interrupted));
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, interrupted));

await using var line = new CommandLine(new Composition(Console.Error), Console.Out, Console.Error, Verbs.All())
{
    ShowsProgress = !Console.IsErrorRedirected,
    CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
};
try
{
    return (int)await line.RunAsync(args, interrupted.Token);
}
catch (Exception fault)
{
    return (int)FaultReport.Write(fault, interrupted.IsCancellationRequested, Console.Error);
}

static void Stop(PosixSignalContext signal, CancellationTokenSource interrupted)
{
    signal.Cancel = true;
    interrupted.Cancel();
}
