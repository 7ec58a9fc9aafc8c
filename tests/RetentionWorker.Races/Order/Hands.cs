using System.Collections.Concurrent;

namespace RetentionWorker.Races.Order;

/// <summary>Threads that lend themselves to strands, over and over.</summary>
internal static class Hands
{
    private static readonly ConcurrentBag<Hand> Idle = [];

    public static void Begin(Action work)
    {
        if (!Idle.TryTake(out var hand))
            hand = new Hand();
        hand.Do(work);
    }

    private sealed class Hand
    {
        private readonly AutoResetEvent begin = new(initialState: false);
        private Action? work;

        public Hand() => new Thread(Loop, 512 * 1024) { IsBackground = true }.Start();

        public void Do(Action given)
        {
            work = given;
            begin.Set();
        }

        private void Loop()
        {
            while (true)
            {
                begin.WaitOne();
                work!();
                Idle.Add(this);
            }
        }
    }
}
