using System.Runtime.InteropServices;
using RetentionWorker.Hosting;

using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, interrupted));
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, interrupted));

return (int)await Entrance.RunAsync(args, Surroundings.OfProcess(), interrupted.Token);

static void Stop(PosixSignalContext signal, CancellationTokenSource interrupted)
{
    signal.Cancel = true;
    interrupted.Cancel();
}
