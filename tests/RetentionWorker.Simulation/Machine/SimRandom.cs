using System.Security.Cryptography;
using System.Text;

namespace RetentionWorker.Simulation.Machine;

/// <summary>The only randomness of a simulation: SplitMix64 from a seed and the name of what it is for, the same on every machine.</summary>
internal sealed class SimRandom
{
    private ulong state;

    public SimRandom(long seed, string purpose) => state = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}")));

    /// <summary>From 0 (inclusive) to the number (exclusive).</summary>
    public int Below(int most) => (int)(Next() % (ulong)most);

    /// <summary>Both ends inclusive.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool Percent(int chance) => Below(100) < chance;

    public T OneOf<T>(IReadOnlyList<T> several) => several[Below(several.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)Below(256);
        return bytes;
    }

    private ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
