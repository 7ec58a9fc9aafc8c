using System.Buffers.Binary;

namespace RetentionWorker.Hosting.Quickstart;

/// <summary>
/// Makes a real WAV recording (PCM, 16 bit, one channel) of something that sounds like a voice: a glottal pulse through the first three
/// formants of a row of vowels. The same seed gives the same bytes.
/// </summary>
internal static class SpokenSound
{
    private const int Rate = 16_000;
    private const double SecondsPerVowel = 0.18;
    private static readonly double[][] Vowels = [[730, 1090, 2440], [530, 1840, 2480], [270, 2290, 3010], [570, 840, 2410], [300, 870, 2240]];

    public static byte[] Wav(int seed, int vowels)
    {
        var samples = new short[(int)(Rate * SecondsPerVowel) * vowels];
        var pitch = 100 + seed * 37 % 110;
        var (phase, at) = (0.0, 0);
        for (var v = 0; v < vowels; v++)
        {
            var voice = Vowels[(seed + v * 3 + v * v) % Vowels.Length].Select(formant => new Resonator(formant)).ToArray();
            for (var i = 0; i < (int)(Rate * SecondsPerVowel); i++)
            {
                phase += (pitch + 12 * Math.Sin(v + i * 0.0009)) / Rate;
                var pulse = phase >= 1 ? 1.0 : 0.0;
                phase -= Math.Floor(phase);
                var loud = Math.Sin(Math.PI * i / (Rate * SecondsPerVowel));
                samples[at++] = (short)Math.Clamp(voice.Sum(r => r.Next(pulse)) * loud * 9000, short.MinValue, short.MaxValue);
            }
        }
        return File(samples);
    }

    private static byte[] File(short[] samples)
    {
        var wav = new byte[44 + samples.Length * 2];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), samples.Length * 2);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(44 + i * 2), samples[i]);
        return wav;
    }

    /// <summary>A two-pole filter around one formant, 80 Hz wide.</summary>
    private sealed class Resonator(double formant)
    {
        private readonly double near = 2 * Math.Exp(-Math.PI * 80 / Rate) * Math.Cos(2 * Math.PI * formant / Rate);
        private readonly double far = -Math.Exp(-2 * Math.PI * 80 / Rate);
        private double last;
        private double before;

        public double Next(double input)
        {
            var now = input + near * last + far * before;
            (before, last) = (last, now);
            return now;
        }
    }
}
