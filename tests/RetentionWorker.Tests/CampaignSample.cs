using System.Globalization;

namespace RetentionWorker.Tests;

/// <summary>A test that plays a fixed sample of a campaign; <c>tests/campaigns.sh</c> plays the whole by the same test.</summary>
internal static class CampaignSample
{
    /// <summary>How many to play: what the variable says, or the sample.</summary>
    public static int Size(string variable, int sample) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } number ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) : sample;

    /// <summary>The numbers, for whoever plays the whole: into the file that <c>RETENTION_CAMPAIGN</c> names.</summary>
    public static void Report(string numbers)
    {
        if (Environment.GetEnvironmentVariable("RETENTION_CAMPAIGN") is { Length: > 0 } file)
            File.WriteAllText(file, numbers.TrimEnd() + "\n");
    }
}
