using System.Diagnostics;
using System.Globalization;
using NodaTime;

namespace RetentionWorker.AcceptanceTests;

/// <summary>
/// Six people's interviews, spoken by a speech synthesiser, in the folder and in the container; and what the leaflet says must be there on a
/// given day, written down by hand from the leaflet and independent of the program's arithmetic.
/// </summary>
internal static class SpokenStudy
{
    public static readonly IReadOnlyList<string> People = ["P01", "P02", "P03", "P04", "P05", "P06"];

    /// <summary>P03 withdraws on this day, received in the morning.</summary>
    public static readonly LocalDate Withdrawal = new(2026, 4, 2);

    /// <summary>P05 is held from the first of these days and free again on the second.</summary>
    public static readonly LocalDate Held = new(2026, 6, 1);

    public static readonly LocalDate Released = new(2026, 12, 1);

    /// <summary>The last day of the project.</summary>
    public static readonly LocalDate End = new(2026, 6, 30);

    public static string Recording(string person) => $"lonely/recording/{person}/interview.wav";

    public static string Transcript(string person) => $"lonely/transcript/{person}/interview.txt";

    public static string Contact(string person) => $"lonely/contact-details/{person}/contact.json";

    public static string Payment(string person) => $"lonely/incentive-payment/{person}/receipt.json";

    public const string Stray = "interview guide.txt";

    /// <summary>The day of a person's interview and payment.</summary>
    public static LocalDate InterviewedOn(string person) => new(2026, 2, 8 + int.Parse(person.AsSpan(1), CultureInfo.InvariantCulture));

    public static async Task WriteAsync(Installation at)
    {
        foreach (var person in People)
        {
            var spoken = Path.Combine(at.Home, person + ".wav");
            using (var speaking = Process.Start("espeak-ng", ["-w", spoken, $"My name does not matter. I am participant {person}, and on Sundays it is very quiet here."])!)
            {
                await speaking.WaitForExitAsync();
                Assert.Equal(0, speaking.ExitCode);
            }
            var wav = await File.ReadAllBytesAsync(spoken);
            Assert.True(wav.Length > 40_000 && wav.AsSpan(0, 4).SequenceEqual("RIFF"u8), "The synthesiser made no recording.");
            File.Delete(spoken);

            Put(at, Recording(person), wav, person);
            Put(at, Contact(person), "{\"name\":\"made up\"}"u8.ToArray(), person);
            Put(at, Payment(person), "{\"pounds\":25}"u8.ToArray(), person);
            await at.Container.UploadBlobAsync(Recording(person), new BinaryData(wav));
            await at.Container.UploadBlobAsync(Transcript(person), new BinaryData("I: How are Sundays?\nR: Quiet.\n"));
        }
        Put(at, Stray, "Questions."u8.ToArray(), "P01");
        await at.Container.UploadBlobAsync(Stray, new BinaryData("Questions."));
    }

    /// <summary>What the leaflet leaves in the folder after the noon run of that day.</summary>
    public static IReadOnlySet<string> InFolder(LocalDate today) =>
        People.SelectMany(person => new[]
        {
            IsKept(person, today, new LocalDate(2026, 7, 1)) ? Recording(person) : null,
            IsKept(person, today, new LocalDate(2027, 6, 21)) ? Contact(person) : null,
            today <= InterviewedOn(person).PlusYears(6) ? Payment(person) : null,
            Stray,
        }).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>And in the container.</summary>
    public static IReadOnlySet<string> InContainer(LocalDate today) =>
        People.SelectMany(person => new[]
        {
            IsKept(person, today, new LocalDate(2026, 7, 1)) ? Recording(person) : null,
            IsKept(person, today, new LocalDate(2026, 7, 1)) ? Transcript(person) : null,
            Stray,
        }).OfType<string>().ToHashSet(StringComparer.Ordinal);

    private static bool IsKept(string person, LocalDate today, LocalDate goneFrom)
    {
        if (person == "P03")
            return today <= Withdrawal;
        if (person == "P05" && today >= Held && today < Released)
            return true;
        return today < goneFrom;
    }

    private static void Put(Installation at, string name, byte[] content, string person)
    {
        var path = Path.Combine(at.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, InterviewedOn(person).AtMidnight().PlusHours(14).InUtc().ToDateTimeUtc());
    }
}
